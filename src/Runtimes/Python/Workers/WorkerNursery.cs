using Berlin.Runtimes.Loading;
using Microsoft.Extensions.Logging;

namespace Berlin.Runtimes.Python.Workers;

/// <summary>Has a nursery process when one is needed: starts it at the first load, and again, after a delay, when it ended.</summary>
internal sealed class WorkerNursery(PythonOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private readonly RestartDelay _delay = new(options.LongestRestartDelay, time);
    private NurseryProcess? _process;
    private string _lastFault = "";
    private long _failed;
    private TimeSpan _pause;

    /// <summary>The process, which has imported the libraries.</summary>
    /// <exception cref="RuntimeUnavailableException">It cannot be started.</exception>
    public async Task<NurseryProcess> GetAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new RuntimeUnavailableException("Python models are served on Linux only.");
        }

        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_process is { Ended.IsCompleted: true } ended)
            {
                PythonLog.NurseryEnded(logger, ended.LastWords);
                _process = null;
                await ended.DisposeAsync();
                Failed("The process that starts Python workers ended.");
            }

            return _process ??= await StartAsync(cancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Ends the process that there is; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_process is { } process)
            {
                _process = null;
                await process.DisposeAsync();
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<NurseryProcess> StartAsync(CancellationToken cancellationToken)
    {
        // Many sessions ask at once for what has just ended: one start serves them, and none comes before its time.
        if (_pause > time.GetElapsedTime(_failed))
        {
            throw new RuntimeUnavailableException(_lastFault);
        }

        try
        {
            var process = await NurseryProcess.StartAsync(options, time, cancellationToken);
            _delay.Started();
            _pause = TimeSpan.Zero;
            PythonLog.Ready(logger, string.Join(", ", process.Hello.Environment.Select(library => $"{library.Key} {library.Value}")), Walls(process, true));
            if (Walls(process, false) is { Length: > 0 } missing)
            {
                PythonLog.WallsMissing(logger, missing);
            }

            return process;
        }
        catch (WorkerLostException error)
        {
            Failed($"Python workers cannot be started with {options.Python}: {error.Message}.");
            throw new RuntimeUnavailableException(_lastFault, error);
        }
    }

    private void Failed(string fault) => (_lastFault, _failed, _pause) = (fault, time.GetTimestamp(), _delay.Next());

    private static string Walls(NurseryProcess process, bool there) =>
        string.Join(", ", process.Hello.Walls.Where(wall => wall.Value == there).Select(wall => wall.Key));
}
