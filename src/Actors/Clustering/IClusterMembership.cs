namespace Berlin.Actors.Clustering;

/// <summary>One silo's part in its cluster: in one process (<see cref="LocalMembership"/>), or by lease in a membership table.</summary>
internal interface IClusterMembership : IClusterViews
{
    /// <summary>Who this silo is; null before it has joined.</summary>
    SiloIdentity? Me { get; }

    /// <summary>Whether the silo may answer for grains that it owns: it is not dead, and its lease is not over by its own clock.</summary>
    bool MayOwn { get; }

    /// <summary>How long after a change at the latest everybody knows of it who can reach the others at all. Within one process: no time.</summary>
    TimeSpan ViewsSpreadWithin => TimeSpan.Zero;

    /// <summary>Runs once, when the silo learns that the cluster holds it for dead. It must stop at once; it never returns under this identity.</summary>
    event Action? Died;

    /// <summary>Takes a new generation. Older starts of the same name are dead from then on.</summary>
    /// <param name="endpoint">Where others reach the silo: what its listener says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task JoinAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>Begins to own grains.</summary>
    Task ActivateAsync(CancellationToken cancellationToken);

    /// <summary>Owns nothing any more, while it ends what it has begun.</summary>
    Task BeginLeavingAsync(CancellationToken cancellationToken);

    /// <summary>Is gone, in order.</summary>
    Task LeaveAsync(CancellationToken cancellationToken);

    /// <summary>Ends the silo's part as the death of its process would: nobody is told.</summary>
    void Abandon();
}
