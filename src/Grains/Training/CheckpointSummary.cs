using System.Buffers;
using System.Buffers.Binary;
using Berlin.Learning;

namespace Berlin.Grains.Training;

/// <summary>
/// What a checkpoint's row tells without its bytes being read: classes, columns and the progressive metrics.
/// Layout: format (1 byte), classes and columns (int32, little-endian), metrics.
/// </summary>
internal sealed record CheckpointSummary(int Classes, int Columns, ProgressiveMetrics Metrics)
{
    private const byte Format = 1;
    private const int HeaderSizeBytes = 9;

    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var header = buffer.GetSpan(HeaderSizeBytes);
        header[0] = Format;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], Classes);
        BinaryPrimitives.WriteInt32LittleEndian(header[5..], Columns);
        buffer.Advance(HeaderSizeBytes);
        Metrics.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>As <see cref="Read"/>; null where the bytes are of another format, as those of an earlier version are.</summary>
    public static CheckpointSummary? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Read(bytes);
        }
        catch (LearnerStateException)
        {
            return null;
        }
    }

    /// <exception cref="LearnerStateException">The bytes are not of this format.</exception>
    public static CheckpointSummary Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSizeBytes || bytes[0] != Format)
        {
            throw new LearnerStateException("The checkpoint's summary is not of format 1.");
        }

        return new CheckpointSummary(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]),
            ProgressiveMetrics.Read(bytes[HeaderSizeBytes..]));
    }
}
