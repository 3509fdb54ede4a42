using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Berlin.Storage.Streams;

/// <summary>The digest that tells a repeated observation (same id, same content) from a conflicting one.</summary>
public static class ObservationDigest
{
    /// <summary>Length of a digest.</summary>
    public const int SizeBytes = 16;

    private const byte Absent = 0;
    private const byte Present = 1;

    // Part of the digest, so that a later form of it can never equal one of this form.
    private static readonly byte[] Form = Encoding.ASCII.GetBytes("berlin.observation.1");
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The first 16 bytes of SHA-256 over every part with its length before it; a missing part differs from an empty one.
    /// O(length). Thread-safe.
    /// </summary>
    /// <param name="at">Time as the client gave it, null where it gave none (the time of storing is no content); counts to the microsecond, whatever its offset.</param>
    /// <param name="features">Features as canonical JSON in UTF-8.</param>
    /// <param name="target">The true class.</param>
    /// <param name="entity">Whose own model learns it, or null.</param>
    /// <param name="subject">Whom it is about, or null.</param>
    /// <exception cref="ArgumentException">A text holds an unpaired surrogate.</exception>
    public static byte[] Compute(DateTimeOffset? at, ReadOnlySpan<byte> features, string target, string? entity, string? subject)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Form);
        AppendTime(hash, at);
        AppendBytes(hash, features);
        AppendText(hash, target);
        AppendText(hash, entity);
        AppendText(hash, subject);

        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(full);
        return full[..SizeBytes].ToArray();
    }

    private static void AppendTime(IncrementalHash hash, DateTimeOffset? at)
    {
        Span<byte> part = stackalloc byte[1 + sizeof(long)];
        part[0] = at is null ? Absent : Present;
        BinaryPrimitives.WriteInt64LittleEndian(part[1..], at is { } time ? Microseconds.ToUnix(time) : 0);
        hash.AppendData(part);
    }

    private static void AppendText(IncrementalHash hash, string? text)
    {
        if (text is null)
        {
            hash.AppendData([Absent]);
            return;
        }

        AppendBytes(hash, StrictUtf8.GetBytes(text));
    }

    private static void AppendBytes(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> prefix = stackalloc byte[1 + sizeof(int)];
        prefix[0] = Present;
        BinaryPrimitives.WriteInt32LittleEndian(prefix[1..], bytes.Length);
        hash.AppendData(prefix);
        hash.AppendData(bytes);
    }
}
