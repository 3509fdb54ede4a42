using Berlin.Actors.Clustering;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Berlin.Actors.Cluster.Membership;

/// <summary>The views of a client: read by a thread of its own when it hears of a new one, is asked to, or has not looked for a while.</summary>
internal sealed partial class PolledViews : IClusterViews, IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly IMembershipTable _table;
    private readonly TimeSpan _period;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile ClusterView _current = ClusterView.Empty;
    private volatile bool _isOver;
    private TaskCompletionSource _nextLook = NewLook();
    private bool _isAway;

    public PolledViews(IMembershipTable table, MembershipOptions options, ILogger<PolledViews> logger)
    {
        _table = table;
        _period = options.PollPeriod;
        _logger = logger;
        _thread = new Thread(Run) { Name = "berlin views", IsBackground = true };
    }

    public event Action? Changed;

    public ClusterView Current => _current;

    public void Start() => _thread.Start();

    /// <summary>A view of this version is said to exist.</summary>
    public void Hear(long version)
    {
        if (version > _current.Version)
        {
            _wake.Set();
        }
    }

    public Task RefreshAsync(long version)
    {
        if (_current.Version >= version || _isOver)
        {
            return Task.CompletedTask;
        }

        Task look;
        lock (_gate)
        {
            look = _nextLook.Task;
        }

        _wake.Set();
        return look;
    }

    public void Dispose()
    {
        _isOver = true;
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _table.Dispose();
        _nextLook.TrySetResult();
    }

    private static TaskCompletionSource NewLook() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Run()
    {
        while (!_isOver)
        {
            TaskCompletionSource look;
            lock (_gate)
            {
                // Who asks from here on wants a look that begins later.
                (look, _nextLook) = (_nextLook, NewLook());
            }

            Look();
            look.TrySetResult();
            _wake.WaitOne(_period);
        }
    }

    private void Look()
    {
        try
        {
            var view = _table.Read();
            if (_isAway)
            {
                _isAway = false;
                LogBack();
            }

            // Looks follow one another, so an older version is that of a database that was set back.
            if (view.Version != _current.Version)
            {
                _current = view;
                ThreadPool.UnsafeQueueUserWorkItem(static views => views.Changed?.Invoke(), this, preferLocal: false);
            }
        }
        catch (Exception exception) when (exception is MembershipTableException or OrleansConfigurationException)
        {
            if (!_isAway)
            {
                _isAway = true;
                LogAway(exception);
            }
        }
    }

    [LoggerMessage(EventId = 4621, Level = LogLevel.Warning, Message = "The membership table cannot be read; the last known view goes on")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(EventId = 4622, Level = LogLevel.Information, Message = "The membership table can be read again")]
    private partial void LogBack();
}
