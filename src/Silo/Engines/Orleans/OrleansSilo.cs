namespace Berlin.Silo.Engines;

/// <summary>A silo of Orleans. Where others serve HTTP is not in its membership, so that reports are of this silo only.</summary>
internal sealed class OrleansSilo(ILocalSiloDetails self, IClusterMembershipService membership, IGrainFactory grains) : ISiloEngine
{
    /// <summary>How Orleans names the classes of the grains that are counted apart.</summary>
    private const string Trainers = "Berlin.Grains.Training.TrainerGrain";
    private const string Heads = "Berlin.Grains.Serving.LiveHeadGrain";

    public ClusterSnapshot Cluster
    {
        get
        {
            var view = membership.CurrentSnapshot;
            return new ClusterSnapshot(
                view.Version.Value,
                new SiloName(self.Name, self.SiloAddress.Generation),
                [.. view.Members.Values.Where(member => member.Status != SiloStatus.Dead).Select(Describe)]);
        }
    }

    /// <summary>Orleans ends the process of a silo that was declared dead by itself.</summary>
    public CancellationToken DeclaredDead => CancellationToken.None;

    /// <summary>Gateways of this engine have an order of their own; what other silos answer for is not known here either.</summary>
    public bool IsFirstFor(string key) => true;

    public async ValueTask<SiloLoad> MeasureAsync(CancellationToken cancellationToken)
    {
        var counts = await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics([self.SiloAddress]).WaitAsync(cancellationToken);
        return new SiloLoad(CountOf(Trainers), CountOf(Heads), counts.Sum(count => count.ActivationCount), Moves: 0, LeaseAge: null);

        int CountOf(string type) => counts.Where(count => count.GrainType.StartsWith(type, StringComparison.Ordinal)).Sum(count => count.ActivationCount);
    }

    private static ClusterSilo Describe(ClusterMember member) => new(
        new SiloName(member.Name, member.SiloAddress.Generation),
        member.Status switch
        {
            SiloStatus.Active => MembershipStatus.Active,
            SiloStatus.ShuttingDown or SiloStatus.Stopping => MembershipStatus.Leaving,
            _ => MembershipStatus.Joining,
        },
        Since: null,
        Version: null,
        HttpUrl: null,
        $"{member.SiloAddress.Endpoint}");
}
