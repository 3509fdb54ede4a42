using System.Data;
using System.Net.Sockets;
using System.Text;
using Berlin.Chaos.Load;
using Berlin.Storage.Streams;
using Npgsql;

namespace Berlin.Chaos.Oracle;

/// <summary>
/// Holds PostgreSQL's tables, read directly, and the trainers' digests against what the clients know. May be asked again and again
/// while a load runs.
/// </summary>
internal sealed class ClusterOracle : IDisposable
{
    private static readonly TimeSpan AnswerBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(250);

    private readonly string _connectionString;
    private readonly HttpClient _http;
    private readonly StreamAudit[] _streams;

    private ClusterOracle(string connectionString, Uri gateway, IEnumerable<ModelUnderLoad> models)
    {
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "oracle" }.ConnectionString;
        _http = new HttpClient { BaseAddress = gateway, Timeout = AnswerBound };
        _streams = [.. models.Select(model => new StreamAudit(model))];
    }

    /// <summary>Begins to watch a database whose tables are there.</summary>
    public static async Task<ClusterOracle> InstallAsync(string connectionString, Uri gateway, IEnumerable<ModelUnderLoad> models)
    {
        var oracle = new ClusterOracle(connectionString, gateway, models);
        await using var connection = await oracle.OpenAsync(CancellationToken.None);
        await WriteAudit.InstallAsync(connection, CancellationToken.None);
        return oracle;
    }

    /// <summary>Who owns the stream of each model, as <c>silo/generation</c>; empty where nobody has taken it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadOwnersAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT tenant || '/' || model, convert_from(owner, 'UTF8') FROM stream", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
        {
            owners[rows.GetString(0)] = rows.GetString(1);
        }

        return owners;
    }

    /// <summary>Judges everything so far. Each trainer is asked for its digest, again where it has no answer, for up to 30 s.</summary>
    public async Task<OracleVerdict> JudgeAsync(CancellationToken cancellationToken = default)
    {
        var acknowledged = _streams.Select(stream => stream.Model.Ledger.Snapshot()).ToArray();
        var trainers = await Task.WhenAll(_streams.Select(stream => ReadDigestAsync(stream.Model, cancellationToken)));
        await using var connection = await OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var verdict = await WriteAudit.JudgeAsync(connection, cancellationToken);
        for (var index = 0; index < _streams.Length; index++)
        {
            var stream = _streams[index];
            var head = await ReadNewRowsAsync(connection, stream, cancellationToken);
            verdict = verdict.Add(stream.Judge(acknowledged[index], head, trainers[index]));
            if (trainers[index] is null)
            {
                verdict = verdict.Add(new OracleVerdict { Stuck = 1, Findings = [$"the trainer of {stream.Model} told no digest within {AnswerBound.TotalSeconds} s"] });
            }
        }

        return verdict;
    }

    public void Dispose() => _http.Dispose();

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<long> ReadNewRowsAsync(NpgsqlConnection connection, StreamAudit stream, CancellationToken cancellationToken)
    {
        var (id, head) = await ReadHeadAsync(connection, stream.Model, cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT sequence, id, target, entity, subject, corrects, previous_target, features FROM observation WHERE stream_id = $1 AND sequence > $2 ORDER BY sequence",
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = stream.Read });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            stream.Take(new StoredObservation
            {
                Sequence = rows.GetInt64(0),
                Id = Text(rows, 1)!,
                At = DateTimeOffset.UnixEpoch,
                ContentDigest = [],
                Target = Text(rows, 2)!,
                Entity = Text(rows, 3),
                Subject = Text(rows, 4),
                Corrects = rows.IsDBNull(5) ? null : rows.GetInt64(5),
                PreviousTarget = Text(rows, 6),
                Features = rows.GetFieldValue<byte[]>(7),
            });
        }

        return head;
    }

    // Texts that may hold any character are UTF-8 in bytea.
    private static string? Text(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? null : Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(column));

    private static async Task<(long Id, long Head)> ReadHeadAsync(NpgsqlConnection connection, ModelUnderLoad model, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, head FROM stream WHERE tenant = $1 AND model = $2", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = model.Tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = model.Name });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken)
            ? (rows.GetInt64(0), rows.GetInt64(1))
            : throw new InvalidOperationException($"The database has no stream of {model}.");
    }

    private async Task<(long Sequence, string Digest)?> ReadDigestAsync(ModelUnderLoad model, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(AnswerBound);
        using var pace = new PeriodicTimer(RepeatPause);
        try
        {
            while (true)
            {
                if (await TryReadDigestAsync(model, bound.Token) is { } state)
                {
                    return state;
                }

                await pace.WaitForNextTickAsync(bound.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<(long Sequence, string Digest)?> TryReadDigestAsync(ModelUnderLoad model, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadTargets.ReadDigestAsync(_http, model, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
