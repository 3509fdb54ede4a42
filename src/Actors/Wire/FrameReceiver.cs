using System.Buffers;

namespace Berlin.Actors.Wire;

/// <summary>Takes the frames of one connection in one piece each.</summary>
internal abstract class FrameReceiver : IMessageReceiver
{
    public void Receive(ReadOnlySequence<byte> frame)
    {
        if (frame.IsSingleSegment)
        {
            Take(frame.FirstSpan);
            return;
        }

        var length = checked((int)frame.Length);
        var pieces = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frame.CopyTo(pieces);
            Take(pieces.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pieces);
        }
    }

    public abstract void OnClosed(ConnectionEnd end);

    protected abstract void Take(ReadOnlySpan<byte> frame);
}
