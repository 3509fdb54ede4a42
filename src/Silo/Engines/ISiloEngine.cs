namespace Berlin.Silo.Engines;

/// <summary>What a silo asks of the engine that runs its grains, whichever it is. Thread-safe.</summary>
internal interface ISiloEngine
{
    /// <summary>The cluster as this silo sees it now.</summary>
    ClusterSnapshot Cluster { get; }

    /// <summary>
    /// Tells the cluster that this silo is about to stop, so that others own what it owned and nobody sends it more than it must
    /// forward. It goes on to answer until the engine stops. Does nothing the second time, and does not fail.
    /// </summary>
    Task BeginLeavingAsync(CancellationToken cancellationToken);

    /// <summary>Cancelled when the cluster has declared this silo dead: it must end at once, and come back as another.</summary>
    CancellationToken DeclaredDead { get; }
}
