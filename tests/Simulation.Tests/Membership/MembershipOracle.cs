using Berlin.Actors.Clustering;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Oracle;
using Berlin.Simulation.Tests.Workload;

namespace Berlin.Simulation.Tests.Membership;

/// <summary>Judges the membership table's answers and what silos make of them, by books of its own.</summary>
internal sealed class MembershipOracle(World world, MembershipOptions options, Func<SiloIdentity, IClusterMembership?> find)
{
    private readonly Dictionary<long, TimeSpan> _renewed = [];
    private readonly HashSet<long> _gone = [];
    private readonly Dictionary<long, string> _views = [];
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    /// <summary>Silos that were declared dead.</summary>
    public int Declared { get; private set; }

    /// <summary>Changes of the view.</summary>
    public long Version { get; private set; }

    /// <summary>Judges one answer of the table.</summary>
    public void Check(MembershipCall call, MembershipAnswer answer, ClusterView before, ClusterView after)
    {
        if (call.Request == MembershipRequest.Renew && answer.IsAlive)
        {
            CheckRenewal(call.Silo!);
        }

        if (answer.Joined is { } joined)
        {
            CheckJoin(joined);
        }

        if (after.Version == before.Version)
        {
            return;
        }

        if (after.Version != before.Version + 1)
        {
            Violated($"view {after.Version} follows view {before.Version}");
        }

        Version = after.Version;
        foreach (var lost in before.Members.Where(member => !after.Contains(member.Identity)))
        {
            CheckLoss(call, lost.Identity);
        }

        Observe("the table", after);
        world.Write($"view {after.Version} by {call.Request} of {call.Silo}: {Describe(after)}");
    }

    /// <summary>Judges a view that somebody holds: of one version there is one view, everywhere.</summary>
    public void Observe(string who, ClusterView view)
    {
        if (view.Version < _known.GetValueOrDefault(who))
        {
            Violated($"{who} knew view {_known[who]}, and now holds {view.Version} for the newest");
        }

        _known[who] = view.Version;
        var members = Describe(view);
        if (!_views.TryAdd(view.Version, members) && _views[view.Version] != members)
        {
            Violated($"{who} knows view {view.Version} as {members}, and others as {_views[view.Version]}");
        }

        if (view.Members.Where(member => member.Status == SiloStatus.Active).GroupBy(member => member.Name, StringComparer.Ordinal).FirstOrDefault(name => name.Count() > 1) is { } twice)
        {
            Violated($"view {view.Version} holds two active silos {twice.Key}");
        }
    }

    private void CheckRenewal(SiloIdentity silo)
    {
        if (_gone.Contains(silo.Generation))
        {
            Violated($"{silo} is dead or has left, and its renewal was accepted");
        }

        _renewed[silo.Generation] = world.Elapsed;
    }

    private void CheckJoin(SiloIdentity joined)
    {
        if (!_renewed.TryAdd(joined.Generation, world.Elapsed))
        {
            Violated($"generation {joined.Generation} is used again");
        }
    }

    // Whoever is dead by a look must have had the time of its lease, and have stopped owning by its own clock before.
    private void CheckLoss(MembershipCall call, SiloIdentity lost)
    {
        if (!_gone.Add(lost.Generation))
        {
            Violated($"{lost} was gone and came back");
        }

        if (call.Request != MembershipRequest.DeclareDead)
        {
            return;
        }

        Declared++;
        if (world.Elapsed - _renewed[lost.Generation] < options.LeaseDuration)
        {
            Violated($"{lost} was declared dead {(world.Elapsed - _renewed[lost.Generation]).TotalSeconds:F3} s after its renewal");
        }

        if (find(lost) is { MayOwn: true })
        {
            Violated($"{lost} was declared dead while it held itself for the owner of its grains");
        }
    }

    // Members, and who owns what by them.
    private static string Describe(ClusterView view) =>
        string.Join(", ", view.Members.OrderBy(member => member.Identity.Generation).Select(member => $"{member.Identity} {member.Status}"))
        + " own " + string.Join(" ", ModelPlan.All.Select(model => view.OwnerOf(GrainId.Create("trainer", model.Key))?.Name));

    private void Violated(string what) => world.Fail(new ViolationException(what));
}
