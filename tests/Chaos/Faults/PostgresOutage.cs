using Berlin.Chaos.Cluster;
using Berlin.Chaos.Load;
using Berlin.Testing.Postgres;

namespace Berlin.Chaos.Faults;

/// <summary>PostgreSQL goes away for a while and comes back. No silo dies of it, and predictions of loaded models go on.</summary>
internal sealed class PostgresOutage(string name, Func<PostgresServer, Task> take, Func<ClusterUnderTest, Task> giveBack, TimeSpan from, TimeSpan to) : IFault
{
    /// <summary>kill -9 of all its processes; it recovers from its log.</summary>
    public static PostgresOutage Kill { get; } = Of("postgres-kill", server => server.KillAsync());

    /// <summary>A stop without a checkpoint.</summary>
    public static PostgresOutage StopImmediately { get; } = Of("postgres-stop", server => server.StopImmediatelyAsync());

    /// <summary>SIGSTOP of all its processes: connections stay open and nobody answers.</summary>
    public static PostgresOutage Pause { get; } = PauseOf(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));

    public string Name => name;

    public string? Missing(FaultScene scene) => null;

    public async Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var span = scene.DrawSpan(from, to);
        var processes = scene.Cluster.Silos.Select(silo => silo.Process).ToArray();
        var began = scene.Log.Now;
        await take(scene.Cluster.Postgres);
        await FaultScene.HoldAsync(span, cancellationToken);
        await giveBack(scene.Cluster);
        using var watch = new RecoveryWatch(scene.Log, scene.Trainers);
        var recovered = await watch.WaitAsync(FaultScene.StuckAfter, cancellationToken);
        var dead = scene.Cluster.Silos.Zip(processes).Where(pair => pair.Second.HasExited)
            .Select(pair => $"{pair.First.Name} ended with {pair.Second.ExitCode} because PostgreSQL was away").ToArray();
        scene.Cluster.StartMissingSilos();
        await scene.Cluster.WaitUntilReadyAsync(cancellationToken);
        return new FaultTrace
        {
            Story = $"PostgreSQL away for {span.TotalSeconds:F1} s",
            Began = began,
            Recoveries = [.. recovered.Values],
            Stuck = scene.Trainers.Count - recovered.Count,
            Violations = dead,
        };
    }

    /// <summary>The same for a time between two bounds.</summary>
    public static PostgresOutage PauseOf(TimeSpan from, TimeSpan to) =>
        new("postgres-pause", server => server.PauseAsync(), cluster => cluster.Postgres.ResumeAsync(), from, to);

    private static PostgresOutage Of(string name, Func<PostgresServer, Task> take) =>
        new(name, take, cluster => cluster.StartPostgresAsync(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
}
