namespace Berlin.Silo.Engines;

/// <summary>What a silo asks of the engine that runs its grains, whichever it is. Thread-safe.</summary>
internal interface ISiloEngine
{
    /// <summary>The cluster as this silo sees it now.</summary>
    ClusterSnapshot Cluster { get; }

    /// <summary>Whether gateways send requests with this key here first, as far as this silo knows the cluster.</summary>
    /// <param name="key">For example <c>tenant/model</c>.</param>
    bool IsFirstFor(string key);

    /// <summary>What this silo holds now, and how it fares.</summary>
    ValueTask<SiloLoad> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Cancelled when the cluster has declared this silo dead: it must end at once, and come back as another.</summary>
    CancellationToken DeclaredDead { get; }
}
