using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Berlin.Chaos.Load;
using Berlin.Storage.Faults;
using Npgsql;

namespace Berlin.Chaos.Faults;

/// <summary>
/// Calls that pass a fault point which the load does not: on tenants of their own, again and again under new names, so that sooner or
/// later the silo with the fault gets one. What becomes of the calls does not matter; they end with <see cref="Dispose"/>.
/// </summary>
internal sealed class PointPassing : IDisposable
{
    /// <summary>More than a silo scores before it notes how far it is.</summary>
    private const int JobRows = 5_000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private static int tenants;

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http;
    private readonly string _operatorKey;
    private readonly Func<PointPassing, string, Task> _call;

    private PointPassing(Uri gateway, string operatorKey, Func<PointPassing, string, Task> call)
    {
        _http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(5) };
        _operatorKey = operatorKey;
        _call = call;
    }

    /// <summary>Begins the calls that pass the point; none where the load does.</summary>
    public static async Task<IDisposable?> BeginAsync(FaultPoint point, FaultScene scene, CancellationToken cancellationToken)
    {
        Func<PointPassing, string, Task>? call = point switch
        {
            FaultPoint.Tenant_BeforeCommit => (passing, tenant) => passing.CreateTenantAsync(tenant),
            FaultPoint.Rename_BeforeCommit => (passing, tenant) => passing.RenameAsync(tenant),
            FaultPoint.Delete_BeforeCommit => (passing, tenant) => passing.DeleteAsync(tenant),
            FaultPoint.Define_BeforeCommit => async (passing, tenant) => await passing.DefineAsync(tenant),
            FaultPoint.Postgres_AfterBlockerEnded => (_, _) => HoldStreamsAsync(scene, cancellationToken),
            _ when $"{point}".StartsWith("Remove_", StringComparison.Ordinal) => (passing, tenant) => passing.RemoveAsync(tenant),
            _ when $"{point}".StartsWith("Job_", StringComparison.Ordinal) => (passing, tenant) => passing.ScoreAsync(tenant),
            _ => null,
        };
        if (call is null)
        {
            return null;
        }

        var passing = new PointPassing(scene.Cluster.Gateway.Url, await scene.Cluster.ReadOperatorKeyAsync(), call);
        _ = passing.RunAsync(cancellationToken);
        return passing;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        using var pace = new PeriodicTimer(Pace);
        try
        {
            do
            {
                await TryCallAsync();
            }
            while (await pace.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo with the fault is dead.
        }
    }

    private async Task TryCallAsync()
    {
        try
        {
            await _call(this, $"victim{Interlocked.Increment(ref tenants)}");
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException or IOException or ObjectDisposedException or JsonException)
        {
            // The silo died on the way, which is what the call is for; or no silo is there.
        }
    }

    private async Task<string> CreateTenantAsync(string tenant)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/v1/tenants", _operatorKey, JsonContent.Create(new { name = tenant }));
        return answer.RootElement.GetProperty("key").GetString()!;
    }

    private async Task<string> DefineAsync(string tenant)
    {
        var key = await CreateTenantAsync(tenant);
        using var answer = await SendAsync(HttpMethod.Put, "/v1/models/victim", key, new StringContent(AccountModel.Definition, Encoding.UTF8, "application/json"));
        return key;
    }

    private async Task RenameAsync(string tenant)
    {
        await CreateTenantAsync(tenant);
        using var answer = await SendAsync(HttpMethod.Put, $"/v1/tenants/{tenant}", _operatorKey, JsonContent.Create(new { name = $"{tenant}-renamed" }));
    }

    private async Task DeleteAsync(string tenant)
    {
        await DefineAsync(tenant);
        using var answer = await SendAsync(HttpMethod.Delete, $"/v1/tenants/{tenant}", _operatorKey, null);
    }

    private async Task RemoveAsync(string tenant)
    {
        var key = await DefineAsync(tenant);
        var rows = string.Join('\n', Enumerable.Range(0, 10).Select(AccountModel.Observation));
        using var observed = await SendAsync(HttpMethod.Post, "/v1/models/victim/observations", key, new StringContent(rows, Encoding.UTF8, "application/x-ndjson"));
        using var removed = await SendAsync(HttpMethod.Delete, $"/v1/models/victim/observations/{AccountModel.Id(3)}", key, null);
    }

    private async Task ScoreAsync(string tenant)
    {
        var key = await DefineAsync(tenant);
        var rows = string.Join('\n', Enumerable.Range(0, JobRows).Select(AccountModel.Row));
        using var answer = await SendAsync(HttpMethod.Post, "/v1/jobs?model=victim", key, new StringContent(rows, Encoding.UTF8, "application/x-ndjson"));
    }

    // Somebody who looks like a silo keeps the rows of all streams locked, until a takeover ends the connection.
    private static async Task HoldStreamsAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(scene.Cluster.Postgres.ConnectionString) { Pooling = false, ApplicationName = "berlin blocker" };
        try
        {
            await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT id FROM stream ORDER BY id FOR UPDATE; SELECT pg_sleep(5)", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException)
        {
            // The takeover has ended it.
        }
    }

    private async Task<JsonDocument> SendAsync(HttpMethod method, string path, string key, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request, _stop.Token);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync(_stop.Token);
        return JsonDocument.Parse(text.Length == 0 ? "null" : text);
    }
}
