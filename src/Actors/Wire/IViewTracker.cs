namespace Berlin.Actors.Wire;

/// <summary>What a silo or client knows of the cluster, as calls between processes need it.</summary>
internal interface IViewTracker
{
    /// <summary>Version of the view that it decides by; 0 before the first.</summary>
    long ViewVersion { get; }

    /// <summary>
    /// Completes when the view is at least of this version, or when the membership table could not be read: then the older view must do. One
    /// reading serves all who wait.
    /// </summary>
    /// <param name="version">A version that another silo or client knows of.</param>
    ValueTask CatchUpAsync(long version);
}
