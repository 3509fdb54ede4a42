namespace Berlin.Actors.Wire;

/// <summary>The receiving side of a silo: takes the connections that others open to it.</summary>
internal interface IMessageAcceptor
{
    /// <summary>Takes a connection whose peer has shown the join secret.</summary>
    /// <param name="connection">Answers go back on it.</param>
    /// <returns>Takes its frames.</returns>
    IMessageReceiver Accept(IMessageConnection connection);
}
