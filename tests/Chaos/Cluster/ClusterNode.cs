using System.Net.Sockets;
using Berlin.Chaos.Processes;

namespace Berlin.Chaos.Cluster;

/// <summary>A silo or gateway of the cluster: one command that is started, ended and started again at the same address.</summary>
internal sealed class ClusterNode : IDisposable
{
    /// <summary>Exit codes of a silo that is to be started again.</summary>
    public const int DatabaseAway = 69;
    public const int DeclaredDead = 70;

    /// <summary>Longest start: a runtime that is compiled on the way, on a machine that does other things.</summary>
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);

    /// <summary>Longest stop in order: hand-over, drain and the end of requests in flight are bounded each.</summary>
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(50);

    private static readonly IReadOnlyDictionary<string, string> NoVariables = new Dictionary<string, string>();

    private readonly ProcessCommand _command;
    private readonly ProcessLog _log;
    private readonly HttpClient _http;
    private readonly Lock _starting = new();

    /// <summary>All starts, the newest last.</summary>
    private readonly List<ChildProcess> _processes = [];

    private bool _isDisposed;

    public ClusterNode(string name, ProcessCommand command, Uri url, string logFolder)
    {
        Name = name;
        Url = url;
        _command = command;
        _log = new ProcessLog(Path.Combine(logFolder, $"{name}.log"));
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(2) };
    }

    public string Name { get; }

    /// <summary>Where its HTTP interface is.</summary>
    public Uri Url { get; }

    public ProcessLog Log => _log;

    public bool IsRunning => _processes is [.., { HasExited: false }];

    /// <summary>The process that runs now, or ran last.</summary>
    public ChildProcess Process => _processes is [.., var last] ? last : throw new InvalidOperationException($"{Name} was never started.");

    /// <summary>
    /// Starts it; what ran before must have ended. From then on it is supervised: it is started again when it ends because the database
    /// was away at its start, or because it was declared dead.
    /// </summary>
    /// <param name="variables">What its environment has for this one start.</param>
    public void Start(IReadOnlyDictionary<string, string>? variables = null)
    {
        lock (_starting)
        {
            if (IsRunning)
            {
                throw new InvalidOperationException($"{Name} runs already.");
            }

            Begin(variables ?? NoVariables);
        }
    }

    /// <summary>Starts it unless it runs.</summary>
    public void StartIfMissing()
    {
        lock (_starting)
        {
            if (!IsRunning)
            {
                Begin(NoVariables);
            }
        }
    }

    /// <summary>SIGTERM, and the end of the process.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopInOrderAsync(CancellationToken cancellationToken)
    {
        Process.Terminate();
        return Process.WaitForExitAsync(StopBound, cancellationToken);
    }

    /// <summary>SIGTERM, the end of the process, a new start, ready: what a rolling replacement does to a silo.</summary>
    /// <returns>The exit code of the process that ended.</returns>
    public async Task<int> RestartInOrderAsync(IReadOnlyDictionary<string, string>? variables, CancellationToken cancellationToken)
    {
        var exitCode = await StopInOrderAsync(cancellationToken);
        Start(variables);
        await WaitUntilReadyAsync(cancellationToken);
        return exitCode;
    }

    /// <summary>Returns when <c>/readyz</c> says so.</summary>
    /// <exception cref="InvalidOperationException">The process ended for another reason; the text holds its last lines.</exception>
    /// <exception cref="TimeoutException">It is not ready within a minute; the text holds its last lines.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(StartBound);

        // A process tells a stranger that it is ready in no other way, so it is asked, at a pace.
        using var pace = new PeriodicTimer(ProbePause);
        try
        {
            while (!await IsReadyAsync(bound.Token))
            {
                ThrowIfItEndedForGood();

                await pace.WaitForNextTickAsync(bound.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Name} is not ready after {StartBound.TotalSeconds} s:{Environment.NewLine}{_log.Tail}");
        }
    }

    /// <summary>Whether it says now that it takes requests.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await _http.GetAsync("/readyz", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has not answered within the client's two seconds.
            return false;
        }
    }

    public void Dispose()
    {
        lock (_starting)
        {
            _isDisposed = true;
        }

        foreach (var process in _processes)
        {
            process.Dispose();
        }

        _http.Dispose();
        _log.Dispose();
    }

    private void ThrowIfItEndedForGood()
    {
        var process = Process;
        if (process.HasExited && process.ExitCode is not (DatabaseAway or DeclaredDead))
        {
            throw new InvalidOperationException($"{Name} ended with {process.ExitCode} before it was ready:{Environment.NewLine}{_log.Tail}");
        }
    }

    private void Begin(IReadOnlyDictionary<string, string> variables)
    {
        var process = ChildProcess.Start(_command.With(variables), _log);
        _processes.Add(process);
        process.Ended += () => Supervise(process);
    }

    // Without what its environment had for the one start: a fault is made once.
    private void Supervise(ChildProcess process)
    {
        lock (_starting)
        {
            if (!_isDisposed && process == Process && process.ExitCode is (DatabaseAway or DeclaredDead))
            {
                Begin(NoVariables);
            }
        }
    }
}
