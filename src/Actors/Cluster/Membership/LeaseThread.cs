using Berlin.Actors.Clustering;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Berlin.Actors.Cluster.Membership;

/// <summary>Drives a silo's <see cref="MembershipAgent"/>: one thread and one connection that nothing else can keep busy, neither the pool nor a grain.</summary>
internal sealed partial class LeaseThread : IDisposable
{
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly MembershipAgent _agent;
    private readonly IMembershipTable _table;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile bool _isOver;
    private bool _isAway;

    public LeaseThread(MembershipAgent agent, IMembershipTable table, ILogger<LeaseThread> logger)
    {
        _agent = agent;
        _table = table;
        _logger = logger;
        _thread = new Thread(Run) { Name = "berlin lease", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        agent.Woken += Wake;
    }

    public void Start() => _thread.Start();

    /// <summary>Ends the thread after its call under way. Does not tell the table: who leaves in order did before.</summary>
    public void Dispose()
    {
        _agent.Woken -= Wake;
        _isOver = true;
        if (_thread.IsAlive)
        {
            Wake();
            if (_thread != Thread.CurrentThread)
            {
                _thread.Join();
            }
        }

        _table.Dispose();
    }

    private void Wake() => _wake.Set();

    private void Run()
    {
        while (!_isOver)
        {
            if (_agent.Next(out var wait) is { } call)
            {
#if PLANTED_BUGS
                if (PlantedBugs.Is(PlantedBug.RenewalOnThePool)) { Task.Run(() => Ask(call)).Wait(); continue; }
#endif
                Ask(call);
            }
            else
            {
                _wake.WaitOne(wait);
            }
        }
    }

    private void Ask(MembershipCall call)
    {
        try
        {
            var answer = call.RunOn(_table);
            if (_isAway)
            {
                _isAway = false;
                LogBack();
            }

            _agent.OnAnswer(call, answer);
        }
        catch (MembershipTableException exception)
        {
            if (!_isAway)
            {
                _isAway = true;
                LogAway(exception, call.Request);
            }

            _agent.OnFailure(call);
        }
        catch (OrleansConfigurationException refusal)
        {
            _agent.OnRefusal(refusal);
        }
    }

    [LoggerMessage(EventId = 4601, Level = LogLevel.Warning, Message = "The membership table did not answer {Request}; it is asked again until it does")]
    private partial void LogAway(Exception exception, MembershipRequest request);

    [LoggerMessage(EventId = 4602, Level = LogLevel.Information, Message = "The membership table answers again")]
    private partial void LogBack();
}
