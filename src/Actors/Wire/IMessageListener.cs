namespace Berlin.Actors.Wire;

/// <summary>Where a silo listens for other silos and clients.</summary>
internal interface IMessageListener
{
    /// <summary>Begins to listen; a silo does so before it joins.</summary>
    /// <param name="self">Who listens; tells whether a connection that arrives is meant for this generation. Null until the silo has joined.</param>
    /// <param name="acceptor">Takes the connections.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The endpoint that others reach it at: <c>host:port</c>.</returns>
    Task<string> StartAsync(Func<Clustering.SiloMember?> self, IMessageAcceptor acceptor, CancellationToken cancellationToken);

    /// <summary>Takes no further connection, sends what waits, and closes.</summary>
    /// <param name="cancellationToken">Closes at once.</param>
    Task StopAsync(CancellationToken cancellationToken);
}
