using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Berlin.Cli.Tests.Processes;

/// <summary>The built <c>berlin</c> command, run as users run it.</summary>
internal sealed partial class BerlinProcess : IDisposable
{
    private const int InterruptSignal = 2;

    /// <summary>No command of these tests runs longer, even on a busy machine.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _error;

    private BerlinProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public static string AssemblyPath { get; } = Path.Combine(AppContext.BaseDirectory, "berlin.dll");

    public static Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(null, null, arguments);

    /// <summary>Runs a command against a server, with the tenant's key in the environment.</summary>
    public static async Task<ProcessResult> RunAsync(Uri? url, string? key, params string[] arguments)
    {
        using var process = Start(url, key, arguments);
        return await process.WaitAsync();
    }

    public static BerlinProcess Start(Uri? url, string? key, params string[] arguments) => Start(url, key, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a command with further variables in its environment, and no other that is Berlin's.</summary>
    public static BerlinProcess Start(Uri? url, string? key, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (string[])[AssemblyPath, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("BERLIN_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        Set("BERLIN_URL", url?.OriginalString);
        Set("BERLIN_KEY", key);
        foreach (var (name, value) in environment)
        {
            Set(name, value);
        }

        return new BerlinProcess(Process.Start(start)!);

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }
    }

    /// <summary>Does what Ctrl-C does.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, InterruptSignal));

    /// <summary>Waits for the next line of standard output; what it takes is not in the result.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        return await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Bound, cancellationToken);
    }

    public async Task<ProcessResult> WaitAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = await _process.StandardOutput.ReadToEndAsync(cancellationToken).WaitAsync(Bound, cancellationToken);
        var error = await _error.WaitAsync(Bound, cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return new ProcessResult(_process.ExitCode, output, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}

internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one JSON document on standard output.</summary>
    public System.Text.Json.JsonElement Json => System.Text.Json.JsonDocument.Parse(Output).RootElement;
}
