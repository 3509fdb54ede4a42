using Berlin.Chaos.Cluster;
using Berlin.Chaos.Load;

namespace Berlin.Chaos.Faults;

/// <summary>
/// No space is left: for the silos' blobs (checkpoints cannot be written; nothing else suffers), or for PostgreSQL (writes are refused;
/// a server that gave up is started again when there is room).
/// </summary>
internal sealed class FullDisk(string name, Func<ClusterUnderTest, SmallFileSystem?> disk) : IFault
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);

    /// <summary>The folder of blobs and job files.</summary>
    public static FullDisk OfBlobs { get; } = new("disk-full", cluster => cluster.DataDisk);

    /// <summary>PostgreSQL's own folder, its log of writes included.</summary>
    public static FullDisk OfPostgres { get; } = new("postgres-disk-full", cluster => cluster.DatabaseDisk);

    public string Name => name;

    public string? Missing(FaultScene scene) => disk(scene.Cluster) is null ? SmallFileSystem.Missing ?? "the folder is on a large disk" : null;

    public async Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var full = disk(scene.Cluster) ?? throw new InvalidOperationException("The folder is on a large disk.");
        var processes = scene.Cluster.Silos.Select(silo => silo.Process).ToArray();
        var began = scene.Log.Now;
        full.Fill();
        await FaultScene.HoldAsync(Hold, cancellationToken);
        full.Free();
        await scene.Cluster.StartPostgresAsync();
        using var watch = new RecoveryWatch(scene.Log, scene.Trainers);
        var recovered = await watch.WaitAsync(FaultScene.StuckAfter, cancellationToken);
        var dead = scene.Cluster.Silos.Zip(processes).Where(pair => pair.Second.HasExited)
            .Select(pair => $"{pair.First.Name} ended with {pair.Second.ExitCode} because a disk was full").ToArray();
        scene.Cluster.StartMissingSilos();
        await scene.Cluster.WaitUntilReadyAsync(cancellationToken);
        return new FaultTrace
        {
            Story = $"no space for {Hold.TotalSeconds} s",
            Began = began,
            Recoveries = [.. recovered.Values],
            Stuck = scene.Trainers.Count - recovered.Count,
            Violations = dead,
        };
    }
}
