using Berlin.Chaos.Cluster;
using Berlin.Chaos.Faults;
using Berlin.Chaos.Load;

namespace Berlin.Chaos.Network;

/// <summary>
/// Packets between two parts of the cluster are lost, or refused, for longer than a lease. Nothing acknowledged is lost, predictions go
/// on, and within seconds of the end everything is as before.
/// </summary>
/// <param name="name">Name of the shape.</param>
/// <param name="cutAsync">Makes it, between the first silo and, where it takes two, the second; tells what it did.</param>
internal sealed class Partition(string name, Func<PartitionCut, Task<string>> cutAsync) : IFault
{
    private static readonly TimeSpan From = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan To = TimeSpan.FromSeconds(20);

    /// <summary>All shapes.</summary>
    public static IReadOnlyList<Partition> Shapes { get; } =
    [
        new("partition-silos", async cut =>
        {
            await NamespacePlaces.FilterAsync(cut.First, cut.Second.Address, cut.Rule);
            await NamespacePlaces.FilterAsync(cut.Second, cut.First.Address, cut.Rule);
            return "two silos cannot reach each other";
        }),
        new("partition-one-way", async cut =>
        {
            await NamespacePlaces.FilterAsync(cut.First, cut.Second.Address, cut.Rule);
            return "a silo hears nothing of another, which hears it";
        }),
        new("partition-database", async cut =>
        {
            await NamespacePlaces.FilterAsync(cut.First, NamespacePlaces.DatabaseAddress, cut.Rule);
            return "a silo hears nothing of the database";
        }),
        new("partition-gateway", async cut =>
        {
            await NamespacePlaces.FilterAsync(cut.First, cut.Gateway.Address, cut.Rule);
            return "a silo hears nothing of the gateway";
        }),
        new("partition-loss", async cut =>
        {
            await NamespacePlaces.FilterAsync(cut.First, "0.0.0.0/0", "-m", "statistic", "--mode", "random", "--probability", "0.1", "-j", "DROP");
            return "a tenth of the packets to a silo is lost";
        }),
    ];

    public string Name => name;

    public string? Missing(FaultScene scene) => scene.Cluster.Places is NamespacePlaces ? null : "the cluster does not run in network namespaces, which need root and iptables";

    public async Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var places = scene.Cluster.Places;
        var victims = scene.DrawSilos(2).Select(silo => places.Silo(scene.Cluster.NumberOf(silo))).ToArray();
        var isDrop = scene.Random.Next(2) == 0;
        var cut = new PartitionCut(victims[0], victims[1], places.Gateway, isDrop ? ["-j", "DROP"] : ["-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"]);
        var span = scene.DrawSpan(From, To);
        var began = scene.Log.Now;
        string story;
        try
        {
            story = await cutAsync(cut);
            await FaultScene.HoldAsync(span, cancellationToken);
        }
        finally
        {
            await NamespacePlaces.HealAsync(cut.First);
            await NamespacePlaces.HealAsync(cut.Second);
        }

        using var watch = new RecoveryWatch(scene.Log, scene.Trainers);
        var recovered = await watch.WaitAsync(FaultScene.StuckAfter, cancellationToken);
        scene.Cluster.StartMissingSilos();
        await scene.Cluster.WaitUntilReadyAsync(cancellationToken);
        return new FaultTrace
        {
            Story = $"{story} for {span.TotalSeconds:F1} s ({(isDrop ? "lost" : "refused")})",
            Began = began,
            Recoveries = [.. recovered.Values],
            Stuck = scene.Trainers.Count - recovered.Count,
        };
    }
}

/// <summary>Whom a partition is made between, and what becomes of the packets.</summary>
internal sealed record PartitionCut(ProcessPlace First, ProcessPlace Second, ProcessPlace Gateway, IReadOnlyList<string> Rule);
