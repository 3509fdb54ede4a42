using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Silos' agents and their table, each with a clock of its own, driven step by step in one thread.</summary>
internal sealed class MembershipLaboratory
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    private readonly ManualTime _tableClock = new();
    private readonly List<LaboratorySilo> _silos = [];
    private TimeSpan _now;

    public MembershipLaboratory() => Table = new InMemoryMembershipTable(_tableClock, Options);

    public MembershipOptions Options { get; } = new();

    public InMemoryMembershipTable Table { get; }

    /// <summary>Time since the laboratory was opened.</summary>
    public TimeSpan Now => _now;

    /// <summary>Starts a silo and brings it to own grains.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rate">How fast its clock runs: 1 is as fast as the table's.</param>
    /// <param name="skew">How far its wall clock is ahead.</param>
    public LaboratorySilo Start(string name, double rate = 1, TimeSpan skew = default)
    {
        var silo = new LaboratorySilo(name, this, rate, skew);
        _silos.Add(silo);
        silo.Agent.Pursue(SiloStage.Active);
        silo.Run();
        return silo;
    }

    public void Advance(TimeSpan span)
    {
        for (var end = _now + span; _now < end; _now += Step)
        {
            _tableClock.Advance(Step);
            foreach (var silo in _silos)
            {
                silo.Advance(Step);
            }

            foreach (var silo in _silos)
            {
                silo.Run();
            }
        }
    }

    /// <summary>Goes on until something is so.</summary>
    /// <returns>How long it took.</returns>
    public TimeSpan AdvanceUntil(Func<bool> isSo, TimeSpan bound)
    {
        var start = _now;
        while (!isSo())
        {
            Assert.True(_now - start < bound, $"Not so within {bound}.");
            Advance(Step);
        }

        return _now - start;
    }
}
