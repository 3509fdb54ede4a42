namespace Berlin.Actors.Clustering;

/// <summary>Where the calls of other silos and of clients arrive at one silo.</summary>
internal interface ISiloListener
{
    /// <summary>Makes sure that the silo can be reached, before it joins; what arrives already is refused.</summary>
    /// <returns><c>host:port</c> where others reach it; empty within one process.</returns>
    Task<string> OpenAsync(IArrivals arrivals, CancellationToken cancellationToken);

    /// <summary>The silo has joined: takes calls that are meant for this start of it.</summary>
    void Begin(SiloIdentity me);

    /// <summary>Completes when no call that has arrived still waits for its answer. A listener within the process holds none.</summary>
    Task DrainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The silo has left: no more calls arrive.</summary>
    Task CloseAsync(CancellationToken cancellationToken);

    /// <summary>The silo is dead: nothing arrives and no answer goes out any more, at once.</summary>
    void Abort();
}
