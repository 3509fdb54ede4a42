using System.Buffers.Binary;

namespace Berlin.Learning;

/// <summary>How the state of an online classifier begins.</summary>
/// <remarks>
/// Magic, version (2 bytes), fingerprint of the config, observations, classes in order of first appearance, columns, learner, SHA-256
/// of all that. Numbers are varints, texts are UTF-8 with their length before. The same stream gives the same bytes.
/// </remarks>
internal static class StateFormat
{
    /// <summary>
    /// Version of the bytes and of everything that decides what is learned from a row: tokens, keys, hash, buckets, update.
    /// State of another version is not read; it is rebuilt from the log.
    /// </summary>
    public const ushort Version = 2;

    /// <summary>First bytes of a state.</summary>
    public static ReadOnlySpan<byte> Magic => "BERLINOC"u8;

    /// <summary>Refuses bytes of another kind or version. Looked at before the digest, because another version may end otherwise.</summary>
    /// <exception cref="LearnerStateException">Tells what was expected and what came.</exception>
    public static void CheckStart(ReadOnlySpan<byte> state, ReadOnlySpan<byte> magic, ushort version, string kind)
    {
        var length = magic.Length + sizeof(ushort);
        if (state.Length < length)
        {
            throw new LearnerStateException($"The state has {state.Length} bytes; its start alone has {length}.");
        }

        if (!state.StartsWith(magic))
        {
            throw new LearnerStateException(
                $"The state starts with {Convert.ToHexString(state[..magic.Length])}; {kind} start with {Convert.ToHexString(magic)}.");
        }

        var found = BinaryPrimitives.ReadUInt16LittleEndian(state[magic.Length..]);
        if (found != version)
        {
            throw new LearnerStateException($"The state of {kind} has format version {found}; this release reads version {version}.");
        }
    }
}
