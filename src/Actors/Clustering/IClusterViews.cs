namespace Berlin.Actors.Clustering;

/// <summary>What somebody knows of who is in the cluster: a silo, or a client.</summary>
internal interface IClusterViews
{
    /// <summary>The newest view that is known. Versions only grow.</summary>
    ClusterView Current { get; }

    /// <summary>Runs after <see cref="Current"/> has changed. Handlers must be quick and must not throw.</summary>
    event Action? Changed;

    /// <summary>
    /// Looks for a newer view where the known one is older than the version. Those who ask at once share one look. Completes when
    /// it is known or cannot be had now; never fails.
    /// </summary>
    Task RefreshAsync(long version);
}
