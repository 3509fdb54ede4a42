namespace Berlin.Actors.Wire;

/// <summary>What became of a frame that was handed to a connection.</summary>
internal enum SendResult
{
    /// <summary>It waits to be sent, in order. Whether it arrives is not known.</summary>
    Queued,

    /// <summary>Too much waits already. It was not taken and never arrives.</summary>
    Full,

    /// <summary>The connection is closed. It was not taken and never arrives.</summary>
    Closed,
}
