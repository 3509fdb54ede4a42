using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Berlin.EndToEnd.Tests;

/// <summary>A real <c>berlin up</c> in a process of its own, on a port of its own, that a test may kill.</summary>
internal sealed class BerlinProcess : IDisposable
{
    private static readonly HashSet<int> TakenPorts = [];

    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();

    private BerlinProcess(Process process, Uri url)
    {
        this.process = process;
        Http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Http { get; }

    public bool HasExited => process.HasExited;

    /// <summary>Starts the server on the data folder and waits until it is ready, or has died of the fault.</summary>
    public static async Task<BerlinProcess> StartAsync(
        string dataFolder, string? fault = null, int checkpointObservations = 500, IReadOnlyDictionary<string, string>? settings = null)
    {
        var port = FreePort();
        var command = typeof(BerlinProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "BerlinCommand").Value!;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { command, "up", "--data", dataFolder, "--port", $"{port}" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BERLIN_Trainer__CheckpointObservations"] = $"{checkpointObservations}";
        start.Environment["BERLIN_Trainer__AbsorbSliceObservations"] = "16";
        start.Environment["BERLIN_FAULT"] = fault;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var berlin = new BerlinProcess(process, new Uri($"http://127.0.0.1:{port}"));
        process.OutputDataReceived += berlin.Collect;
        process.ErrorDataReceived += berlin.Collect;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await berlin.WaitUntilReadyAsync();
        return berlin;
    }

    public static async Task<string> ReadOperatorKeyAsync(string dataFolder) =>
        (await File.ReadAllTextAsync(Path.Combine(dataFolder, "operator.key"))).Trim();

    public async Task<string> CreateTenantAsync(string dataFolder, string name)
    {
        Authorize(await ReadOperatorKeyAsync(dataFolder));
        using var response = await Http.PostAsJsonAsync("/v1/tenants", new { name });
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.GetProperty("key").GetString()!;
    }

    public void Authorize(string key) => Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.WaitForExit();
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        using var bound = new CancellationTokenSource(StartBound);
        await process.WaitForExitAsync(bound.Token);
        return process.ExitCode;
    }

    public async Task WaitForExitAsync()
    {
        using var bound = new CancellationTokenSource(StartBound);
        await process.WaitForExitAsync(bound.Token);
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        Http.Dispose();
    }

    // Each port once: a client of a server that was killed may still be calling it.
    private static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            lock (TakenPorts)
            {
                if (TakenPorts.Add(port))
                {
                    return port;
                }
            }
        }
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (output)
        {
            output.AppendLine(line.Data);
        }
    }

    // The server has no channel that tells "ready" to a stranger but /readyz, so this asks it, at the pace of its answers.
    private async Task WaitUntilReadyAsync()
    {
        using var bound = new CancellationTokenSource(StartBound);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!process.HasExited)
        {
            try
            {
                using var response = await Http.GetAsync("/readyz", bound.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException)
            {
                // Not listening yet. A connection reset while the client looks at it surfaces as the socket's own exception.
            }

            await pace.WaitForNextTickAsync(bound.Token);
        }

        if (process.ExitCode != 137)
        {
            lock (output)
            {
                throw new InvalidOperationException($"berlin up ended with {process.ExitCode}: {output}");
            }
        }
    }
}
