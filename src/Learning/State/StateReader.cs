using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Berlin.Learning;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Every failure is a <see cref="LearnerStateException"/>.</summary>
/// <remarks>No length is believed before it is compared with the bytes that are left, so bad bytes cannot make it allocate more than they hold.</remarks>
internal ref struct StateReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _body;

    private int _position;

    /// <summary>Checks the trailing digest and stands before the first byte.</summary>
    public StateReader(ReadOnlySpan<byte> state)
    {
        var bodyLength = state.Length - SHA256.HashSizeInBytes;
        if (bodyLength < 0)
        {
            throw new LearnerStateException($"The state has {state.Length} bytes; a digest alone has {SHA256.HashSizeInBytes}.");
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(state[..bodyLength], digest);
        if (!digest.SequenceEqual(state[bodyLength..]))
        {
            throw new LearnerStateException(
                $"The state's SHA-256 is {Convert.ToHexStringLower(digest)}, but it ends with {Convert.ToHexStringLower(state[bodyLength..])}.");
        }

        _body = state[..bodyLength];
    }

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => _body.Length - _position;

    public ReadOnlySpan<byte> Bytes(int length, string what)
    {
        if (length > Remaining)
        {
            throw new LearnerStateException($"The state ends within {what}: {length} bytes expected, {Remaining} left.");
        }

        _position += length;
        return _body.Slice(_position - length, length);
    }

    public ulong UInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong), what));

    /// <summary>A finite number that is not below a bound.</summary>
    public float Single(float min, string what)
    {
        var value = BinaryPrimitives.ReadSingleLittleEndian(Bytes(sizeof(float), what));
        return float.IsFinite(value) && value >= min
            ? value
            : throw new LearnerStateException($"The state's {what} is {value}; it must be a number from {min}.");
    }

    /// <summary>A number between two bounds, both included.</summary>
    public ulong Varint(ulong min, ulong max, string what)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Bytes(1, what)[0];
            if (shift == 63 && next > 1)
            {
                throw new LearnerStateException($"The state's {what} has more than 64 bits.");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return value >= min && value <= max
            ? value
            : throw new LearnerStateException($"The state's {what} is {value}; it must be {min} to {max}.");
    }

    /// <summary>A number of items of which each takes at least one byte.</summary>
    public int Count(int max, string what)
    {
        var count = (int)Varint(0, (ulong)max, what);
        return count <= Remaining
            ? count
            : throw new LearnerStateException($"The state's {what} is {count}, but only {Remaining} bytes are left.");
    }

    public ReadOnlySpan<byte> Block(int longest, string what) => Bytes((int)Varint(0, (ulong)longest, $"length of {what}"), what);

    public string Text(int longestBytes, string what)
    {
        try
        {
            return Strict.GetString(Block(longestBytes, what));
        }
        catch (DecoderFallbackException fault)
        {
            throw new LearnerStateException($"The state's {what} is not UTF-8.", fault);
        }
    }

    public readonly void End()
    {
        if (Remaining > 0)
        {
            throw new LearnerStateException($"The state holds {Remaining} bytes after its last section.");
        }
    }
}
