using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Berlin.Actors.Wire;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>Cuts the bytes that arrive into frames.</summary>
internal static class FrameStream
{
    /// <summary>Hands each frame to the receiver, until the other end has closed its side.</summary>
    /// <exception cref="WireFormatException">The bytes are no frames, or a frame is damaged.</exception>
    public static async Task ReceiveAllAsync(PipeReader reader, IMessageReceiver receiver, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var arrived = result.Buffer;
            while (TryTake(ref arrived, out var frame))
            {
                receiver.Receive(frame);
            }

            reader.AdvanceTo(arrived.Start, arrived.End);
            if (result.IsCompleted)
            {
                if (!arrived.IsEmpty)
                {
                    throw new WireFormatException($"The stream ends {arrived.Length} bytes into a frame.");
                }

                return;
            }
        }
    }

    /// <summary>Length of the frame that bytes begin with; at least four must be there.</summary>
    public static uint LengthOf(ReadOnlySequence<byte> bytes)
    {
        if (bytes.FirstSpan.Length >= FrameQueue.HeadBytes)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes.FirstSpan);
        }

        Span<byte> head = stackalloc byte[FrameQueue.HeadBytes];
        bytes.Slice(0, FrameQueue.HeadBytes).CopyTo(head);
        return BinaryPrimitives.ReadUInt32LittleEndian(head);
    }

    private static bool TryTake(ref ReadOnlySequence<byte> arrived, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (arrived.Length < FrameQueue.HeadBytes)
        {
            return false;
        }

        var length = LengthOf(arrived);
        if (length is 0 or > WireBounds.MaxFrameBytes)
        {
            throw new WireFormatException($"A frame claims {length} bytes; it has 1 to {WireBounds.MaxFrameBytes}.");
        }

        if (arrived.Length < FrameQueue.HeadBytes + length)
        {
            return false;
        }

        frame = arrived.Slice(FrameQueue.HeadBytes, length);
        arrived = arrived.Slice(FrameQueue.HeadBytes + length);
        return true;
    }
}
