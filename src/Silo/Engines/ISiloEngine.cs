namespace Berlin.Silo.Engines;

/// <summary>What a silo asks of the engine that runs its grains, whichever it is. Thread-safe.</summary>
internal interface ISiloEngine
{
    /// <summary>The cluster as this silo sees it now.</summary>
    ClusterSnapshot Cluster { get; }

    /// <summary>What this silo holds now, and how it fares.</summary>
    ValueTask<SiloLoad> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Cancelled when the cluster has declared this silo dead: it must end at once, and come back as another.</summary>
    CancellationToken DeclaredDead { get; }
}
