using Berlin.Chaos.Processes;

namespace Berlin.Chaos.Cluster;

/// <summary>A silo or gateway of the cluster: one command that is started, ended and started again at the same address.</summary>
internal sealed class ClusterNode : IDisposable
{
    /// <summary>Exit codes of a silo that is to be started again.</summary>
    private const int DatabaseAway = 69;
    private const int DeclaredDead = 70;

    /// <summary>Longest start: a runtime that is compiled on the way, on a machine that does other things.</summary>
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);

    /// <summary>Longest stop in order: hand-over, drain and the end of requests in flight are bounded each.</summary>
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(50);

    private static readonly IReadOnlyDictionary<string, string> NoVariables = new Dictionary<string, string>();

    private readonly ProcessCommand _command;
    private readonly ProcessLog _log;
    private readonly HttpClient _http;
    private ChildProcess? _process;

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

    /// <summary>Starts that ended with each exit code; 137 are those that the test killed.</summary>
    public List<int> ExitCodes { get; } = [];

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process that runs now, or ran last.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException($"{Name} was never started.");

    /// <summary>Starts it; what ran before must have ended.</summary>
    /// <param name="variables">What its environment has for this one start.</param>
    public void Start(IReadOnlyDictionary<string, string>? variables = null)
    {
        if (_process is { } previous)
        {
            if (!previous.HasExited)
            {
                throw new InvalidOperationException($"{Name} runs already.");
            }

            ExitCodes.Add(previous.ExitCode);
            previous.Dispose();
        }

        _process = ChildProcess.Start(_command.With(variables ?? NoVariables), _log);
    }

    /// <summary>SIGTERM, the end of the process, a new start, ready: what a rolling replacement does to a silo.</summary>
    public async Task RestartInOrderAsync(IReadOnlyDictionary<string, string>? variables, CancellationToken cancellationToken)
    {
        if (IsRunning)
        {
            Process.Terminate();
            await Process.WaitForExitAsync(StopBound, cancellationToken);
        }

        Start(variables);
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>
    /// Returns when <c>/readyz</c> says so. A process that ends because the database is away, or because it was declared dead, is started
    /// again, as a supervisor does.
    /// </summary>
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
                StartAgainIfItEnded();
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
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has not answered within the client's two seconds.
            return false;
        }
    }

    private void StartAgainIfItEnded()
    {
        if (IsRunning)
        {
            return;
        }

        if (Process.ExitCode is not (DatabaseAway or DeclaredDead))
        {
            throw new InvalidOperationException($"{Name} ended with {Process.ExitCode} before it was ready:{Environment.NewLine}{_log.Tail}");
        }

        Start();
    }

    public void Dispose()
    {
        _process?.Dispose();
        _http.Dispose();
        _log.Dispose();
    }
}
