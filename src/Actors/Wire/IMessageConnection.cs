namespace Berlin.Actors.Wire;

/// <summary>One duplex stream of frames. Frames of one sender arrive in order and once, or the connection closes.</summary>
/// <remarks>Safe for any thread. A connection that has closed never opens again: the next one is another object.</remarks>
internal interface IMessageConnection
{
    /// <summary>Who is at the other end, for people.</summary>
    string Peer { get; }

    /// <summary>Copies a frame into the outgoing queue. Never blocks, never throws.</summary>
    /// <param name="frame">1 byte to <see cref="WireBounds.MaxFrameBytes"/>.</param>
    SendResult Send(ReadOnlySpan<byte> frame);

    /// <summary>Closes the connection; what has not been sent is dropped. Closing twice does nothing.</summary>
    /// <param name="reason">For the log, and for the callers whose calls fail by it.</param>
    void Close(string reason);
}
