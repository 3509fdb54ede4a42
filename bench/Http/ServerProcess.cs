using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Berlin.Bench.Http;

/// <summary>A server of this run in a process of its own: Berlin, or this program as the bare baseline.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LogLinesKept = 20;

    private readonly Process process;
    private readonly Queue<string> log = new();

    private ServerProcess(Process process, Uri url)
    {
        this.process = process;
        Url = url;
    }

    public Uri Url { get; }

    public int ProcessId => process.Id;

    /// <summary>Processor time that the server has used since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static Task<ServerProcess> StartBerlinAsync(string dataFolder)
    {
        var command = typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "BerlinCommand").Value!;
        var port = FreePort();
        return StartAsync([command, "up", "--data", dataFolder, "--port", $"{port}"], port);
    }

    public static Task<ServerProcess> StartBaselineAsync()
    {
        var port = FreePort();
        return StartAsync([typeof(ServerProcess).Assembly.Location, "baseline", $"{port}"], port);
    }

    public static Task<ServerProcess> StartBareProxyAsync(int answerBytes)
    {
        var port = FreePort();
        return StartAsync([typeof(ServerProcess).Assembly.Location, "bare-proxy", $"{port}", $"{answerBytes}"], port);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(IReadOnlyList<string> arguments, int port)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var server = new ServerProcess(process, new Uri($"http://127.0.0.1:{port}"));
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => server.KeepLog(line.Data);
        process.BeginErrorReadLine();
        await server.WaitUntilReadyAsync();
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // What a server says about clients that leave would drown the figures; its last words are told where it does not start.
    private void KeepLog(string? line)
    {
        lock (log)
        {
            log.Enqueue(line ?? "");
            if (log.Count > LogLinesKept)
            {
                log.Dequeue();
            }
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await pace.WaitForNextTickAsync(bound.Token))
        {
            try
            {
                using var response = await http.GetAsync("/readyz", bound.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // Not listening yet.
            }
            catch (HttpRequestException)
            {
                throw new InvalidOperationException($"The server ended: {string.Join('\n', log)}");
            }
        }
    }
}
