using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Berlin.Storage.Artifacts;

/// <summary>SHA-256 of an artifact's bytes: its only name. As text 64 digits of lower-case hex, and nothing else is one.</summary>
public readonly record struct ArtifactDigest
{
    /// <summary>Length in bytes.</summary>
    public const int SizeBytes = SHA256.HashSizeInBytes;

    /// <summary>Length as text.</summary>
    public const int TextLength = 2 * SizeBytes;

    private const int HalfBytes = SizeBytes / 2;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private ArtifactDigest(ReadOnlySpan<byte> hash)
    {
        _high = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _low = BinaryPrimitives.ReadUInt128BigEndian(hash[HalfBytes..]);
    }

    /// <summary>Takes a hash that was computed elsewhere.</summary>
    /// <exception cref="ArgumentException">It has not 32 bytes.</exception>
    public static ArtifactDigest FromHash(ReadOnlySpan<byte> hash) =>
        hash.Length == SizeBytes
            ? new ArtifactDigest(hash)
            : throw new ArgumentException($"A SHA-256 has {SizeBytes} bytes, not {hash.Length}.", nameof(hash));

    /// <summary>The digest of these bytes.</summary>
    public static ArtifactDigest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SizeBytes];
        SHA256.HashData(content, hash);
        return new ArtifactDigest(hash);
    }

    /// <summary>Reads 64 digits of lower-case hex.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ArtifactDigest Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new FormatException($"A digest of an artifact has {TextLength} digits 0-9 and a-f; this text of {text.Length} characters is none.");

    /// <summary>Reads 64 digits of lower-case hex; false where it is something else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ArtifactDigest digest)
    {
        digest = default;
        Span<byte> hash = stackalloc byte[SizeBytes];
        if (text.Length != TextLength || text.ContainsAnyInRange('A', 'F') || Convert.FromHexString(text, hash, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        digest = new ArtifactDigest(hash);
        return true;
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is shorter.</exception>
    public void CopyTo(Span<byte> hash)
    {
        if (hash.Length < SizeBytes)
        {
            throw new ArgumentException($"A SHA-256 has {SizeBytes} bytes; there is room for {hash.Length}.", nameof(hash));
        }

        BinaryPrimitives.WriteUInt128BigEndian(hash, _high);
        BinaryPrimitives.WriteUInt128BigEndian(hash[HalfBytes..], _low);
    }

    /// <summary>64 digits of lower-case hex.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_high:x32}{_low:x32}");
}
