using System.Buffers;

namespace Berlin.Actors.Wire;

/// <summary>Takes the frames of one connection.</summary>
internal interface IMessageReceiver
{
    /// <summary>Takes a frame. Frames of a connection come one after the other, never at the same time.</summary>
    /// <param name="frame">Valid until the method returns.</param>
    /// <exception cref="WireFormatException">The frame is damaged. The transport closes the connection.</exception>
    void Receive(ReadOnlySequence<byte> frame);

    /// <summary>The connection is closed: called exactly once, after the last frame.</summary>
    void OnClosed(ConnectionEnd end);
}
