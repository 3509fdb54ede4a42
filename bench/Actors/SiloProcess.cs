using System.Diagnostics;
using Berlin.Actors.Cluster.Transport;
using Berlin.Actors.Tests.Embedded.Wire;

namespace Berlin.Bench.Actors;

/// <summary>A silo in a process of its own. It says where it listens in its first line, and ends with its parent.</summary>
internal sealed class SiloProcess : IDisposable
{
    public const string Argument = "silo-process";

    private readonly Process _process;

    private SiloProcess(Process process, string endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public static TransportOptions Options { get; } = new("bench", new string('b', 32), "bench", Certificate: null);

    public string Endpoint { get; }

    /// <summary>What the child does.</summary>
    public static async Task RunAsync()
    {
        var views = new SharedViews();
        await using var silo = await WireSilo.StartAsync(views, "bench", Options);
        Console.WriteLine(views.Current.Members.Single().Endpoint);
        await Console.In.ReadToEndAsync();
    }

    public static async Task<SiloProcess> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SiloProcess).Assembly.Location);
        }

        start.ArgumentList.Add(Argument);
        var process = Process.Start(start)!;
        var endpoint = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The silo's process ended before it listened.");
        return new SiloProcess(process, endpoint);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
