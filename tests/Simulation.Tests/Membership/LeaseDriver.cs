using Berlin.Actors.Clustering;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Store;

namespace Berlin.Simulation.Tests.Membership;

/// <summary>
/// Drives a silo's <see cref="MembershipAgent"/> as the lease thread does, by events: each question travels to the database, runs there at one
/// moment, and its answer travels back; either may be late or lost.
/// </summary>
internal sealed class LeaseDriver
{
    private readonly MembershipAgent _agent;
    private readonly WatchedTable _table;
    private readonly SimulatedProcess _silo;
    private readonly SimulatedDatabase _database;
    private readonly StoreLink _link;
    private readonly TimeSpan _patience;
    private long _plan;
    private MembershipCall? _asked;

    public LeaseDriver(MembershipAgent agent, WatchedTable table, SimulatedProcess silo, SimulatedDatabase database, StoreLink link, MembershipOptions options)
    {
        _agent = agent;
        _table = table;
        _silo = silo;
        _database = database;
        _link = link;
        _patience = options.CallTimeout;
        agent.Woken += () => Plan(TimeSpan.Zero);
        table.Notified += Notify;
        silo.Died += () => table.Notified -= Notify;
    }

    // A later plan makes an earlier one void.
    private void Plan(TimeSpan wait)
    {
        var plan = ++_plan;
        if (wait != Timeout.InfiniteTimeSpan)
        {
            _silo.Post(wait + _silo.World.Jitter(), _ =>
            {
                if (plan == _plan)
                {
                    Go();
                }
            });
        }
    }

    private void Go()
    {
        if (_asked is not null)
        {
            return;
        }

        if (_agent.Next(out var wait) is { } call)
        {
            Ask(call);
        }
        else
        {
            Plan(wait);
        }
    }

    private void Ask(MembershipCall call)
    {
        _asked = call;
        _silo.Post(_patience, _ => End(call, null));
        var weather = _database.Weather;
        if (_link.IsCutToStore || weather.Draw(weather.Resets))
        {
            return;
        }

        _database.Process.Post(weather.Travel(), _ =>
        {
            MembershipAnswer? answer = null;
            if (_database.IsUp)
            {
                answer = _table.Answer(call, _silo);
            }

            if (!_link.IsCutFromStore && !weather.Draw(weather.CommitUnknown))
            {
                _silo.Post(weather.Flush() + weather.Travel(), _ => End(call, answer));
            }
        });
    }

    private void End(MembershipCall call, MembershipAnswer? answer)
    {
        if (!ReferenceEquals(call, _asked))
        {
            // The answer of a call that was given up, or the end of patience with one that was answered.
            return;
        }

        _asked = null;
        if (answer is null)
        {
            _agent.OnFailure(call);
        }
        else
        {
            _agent.OnAnswer(call, answer);
        }

        Plan(TimeSpan.Zero);
    }

    // As LISTEN: it may be lost, and then the next renewal's answer tells.
    private void Notify(long version)
    {
        if (!_link.IsCutFromStore && _database.IsUp && _database.Weather.Below(5) > 0)
        {
            _silo.Post(_database.Weather.Travel(), _ => _agent.Hear(version));
        }
    }
}
