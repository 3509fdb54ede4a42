using Berlin.Silo.Engines;

namespace Berlin.Silo.Http.Cluster;

/// <summary>Reports on the silo of this process.</summary>
internal sealed class SiloSelf(ISiloEngine engine, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public async Task<SiloReport> ReportAsync(CancellationToken cancellationToken)
    {
        var load = await engine.MeasureAsync(cancellationToken);
        var cluster = engine.Cluster;
        return new SiloReport
        {
            Name = cluster.Self.Name,
            Generation = cluster.Self.Generation,
            ViewVersion = cluster.ViewVersion,
            UptimeSeconds = Math.Round(time.GetElapsedTime(_started).TotalSeconds, 1),
            Trainers = load.Trainers,
            Heads = load.Heads,
            Activations = load.Activations,
            Moves = load.Moves,
            LeaseAgeSeconds = load.LeaseAge is { } age ? Math.Round(age.TotalSeconds, 2) : null,
        };
    }
}
