using Berlin.Actors.Clustering;

namespace Berlin.Actors.Wire;

/// <summary>Opens connections to silos. HTTP/2 in production, a seeded network in the simulation.</summary>
internal interface IMessageTransport
{
    /// <summary>
    /// Begins to connect and returns at once; never throws. Frames that are sent meanwhile wait, within the connection's bounds. A silo that
    /// cannot be reached, or that is another than <paramref name="to"/>, closes the connection.
    /// </summary>
    /// <param name="to">The silo, of exactly this generation.</param>
    /// <param name="receiver">Takes what comes back.</param>
    IMessageConnection Connect(SiloMember to, IMessageReceiver receiver);
}
