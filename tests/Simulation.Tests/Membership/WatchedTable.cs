using System.Diagnostics.CodeAnalysis;
using Berlin.Actors.Clustering;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Planted;

namespace Berlin.Simulation.Tests.Membership;

/// <summary>The membership table in the database, with the oracle beside it, which sees every question and its answer.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A table in memory holds nothing that has to be released.")]
internal sealed class WatchedTable
{
    private readonly AskersClock _clock;
    private readonly InMemoryMembershipTable _table;
    private readonly MembershipOracle _oracle;
    private readonly PlantedBug _bug;

    public WatchedTable(SimulatedProcess database, MembershipOptions options, MembershipOracle oracle, PlantedBug bug)
    {
        _clock = new AskersClock(database.Clock);
        _table = new InMemoryMembershipTable(_clock, options);
        _oracle = oracle;
        _bug = bug;
    }

    /// <summary>There is a view of this version.</summary>
    public event Action<long>? Notified
    {
        add => _table.Notified += value;
        remove => _table.Notified -= value;
    }

    public ClusterView Read() => _table.Read();

    /// <summary>Runs a question of a silo.</summary>
    public MembershipAnswer Answer(MembershipCall call, SimulatedProcess asker)
    {
        if (_bug == PlantedBug.SiloClockForLease)
        {
            _clock.Asker = asker.Clock;
        }

        var before = _table.Read();
        var answer = call.RunOn(_table);
        if (_bug == PlantedBug.DeadReturns && call.Request == MembershipRequest.Renew)
        {
            answer = answer with { IsAlive = true };
        }

        _oracle.Check(call, answer, before, _table.Read());
        return answer;
    }

    /// <summary>The database's clock, unless a planted defect has the table ask another one.</summary>
    private sealed class AskersClock(TimeProvider database) : TimeProvider
    {
        public TimeProvider? Asker { get; set; }

        public override DateTimeOffset GetUtcNow() => (Asker ?? database).GetUtcNow();
    }
}
