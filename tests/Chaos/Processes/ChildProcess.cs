using System.Diagnostics;

namespace Berlin.Chaos.Processes;

/// <summary>One start of a program, which the test may freeze, stop and kill. What is left of it goes with <see cref="Dispose"/>.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan StatePause = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly ProcessLog _log;

    private ChildProcess(Process process, ProcessLog log)
    {
        _process = process;
        _log = log;
        Id = process.Id;
    }

    /// <summary>It has ended, in whatever way.</summary>
    public event Action? Ended;

    public int Id { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>137 after SIGKILL.</summary>
    public int ExitCode => _process.ExitCode;

    public static ChildProcess Start(ProcessCommand command, ProcessLog log)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value.Length == 0 ? null : value;
        }

        log.Add($"--- {command.Program} {string.Join(' ', command.Arguments)}");
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command.Program} did not start.");
        var child = new ChildProcess(process, log);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => child.Ended?.Invoke();
        process.OutputDataReceived += (_, line) => log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => log.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return child;
    }

    /// <summary>Freezes it.</summary>
    public void Stop()
    {
        _log.Add("--- SIGSTOP");
        ProcessSignals.Stop(Id);
    }

    /// <summary>Lets it go on.</summary>
    public void Continue()
    {
        _log.Add("--- SIGCONT");
        ProcessSignals.Continue(Id);
    }

    /// <summary>Asks it to stop in order; it is gone when <see cref="WaitForExitAsync"/> returns.</summary>
    public void Terminate()
    {
        _log.Add("--- SIGTERM");
        ProcessSignals.Terminate(Id);
    }

    /// <summary>Ends it as it stands, frozen or not. It is gone when this returns.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _log.Add("--- SIGKILL");
            ProcessSignals.Kill(Id);
        }

        _process.WaitForExit();
    }

    /// <summary>Waits until it has ended, and tells its exit code.</summary>
    /// <exception cref="TimeoutException">It still runs after the bound; the text holds its last lines.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan bound, CancellationToken cancellationToken = default)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(bound);
        try
        {
            await _process.WaitForExitAsync(source.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Process {Id} still runs after {bound.TotalSeconds} s:{Environment.NewLine}{_log.Tail}");
        }
    }

    /// <summary>Waits until every thread stands still, because the process stopped itself.</summary>
    /// <exception cref="TimeoutException">It still runs after the bound; the text holds its last lines.</exception>
    public async Task WaitUntilStoppedAsync(TimeSpan bound, CancellationToken cancellationToken = default)
    {
        using var pace = new PeriodicTimer(StatePause);
        for (var waited = TimeSpan.Zero; !IsStopped(); waited += StatePause)
        {
            if (waited > bound || HasExited)
            {
                throw new TimeoutException($"Process {Id} did not stop within {bound.TotalSeconds} s:{Environment.NewLine}{_log.Tail}");
            }

            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    // The state is the first word after the name, which stands in brackets and may itself hold any character.
    private bool IsStopped()
    {
        var status = File.ReadAllText($"/proc/{Id}/stat");
        return status[(status.LastIndexOf(')') + 2)..].StartsWith('T');
    }
}
