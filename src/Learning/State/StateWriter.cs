using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Berlin.Learning;

/// <summary>Writes little-endian state and ends it with the SHA-256 of everything before.</summary>
internal sealed class StateWriter(IBufferWriter<byte> output) : IDisposable
{
    private const int ChunkBytes = 16 * 1024;

    private const int LongestVarintBytes = 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    // May be longer; only ChunkBytes of it are used.
    private readonly byte[] _chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);

    private int _used;

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ChunkBytes)
        {
            Flush();
            Emit(bytes);
            return;
        }

        bytes.CopyTo(Reserve(bytes.Length));
        _used += bytes.Length;
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Reserve(sizeof(ushort)), value);
        _used += sizeof(ushort);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);
        _used += sizeof(ulong);
    }

    public void Single(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(Reserve(sizeof(float)), value);
        _used += sizeof(float);
    }

    /// <summary>Seven bits a byte, least significant first; the high bit says that more follow.</summary>
    public void Varint(ulong value)
    {
        var target = Reserve(LongestVarintBytes);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[length++] = (byte)(value | 0x80);
        }

        target[length++] = (byte)value;
        _used += length;
    }

    /// <summary>Length in bytes, then the bytes.</summary>
    public void Block(ReadOnlySpan<byte> bytes)
    {
        Varint((ulong)bytes.Length);
        Bytes(bytes);
    }

    /// <summary>The text in UTF-8 as a block.</summary>
    public void Text(string text) => Block(Encoding.UTF8.GetBytes(text));

    /// <summary>Ends the state with its digest.</summary>
    public void End()
    {
        Flush();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(digest);
        output.Write(digest);
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_chunk);
    }

    private Span<byte> Reserve(int length)
    {
        if (ChunkBytes - _used < length)
        {
            Flush();
        }

        return _chunk.AsSpan(_used, ChunkBytes - _used);
    }

    private void Flush()
    {
        Emit(_chunk.AsSpan(0, _used));
        _used = 0;
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        output.Write(bytes);
    }
}
