namespace Berlin.Storage.Streams;

/// <summary>An id that the stream holds.</summary>
/// <param name="Id">The id.</param>
/// <param name="Sequence">Where it is stored.</param>
/// <param name="ContentDigest">Digest of its content, 16 bytes.</param>
public sealed record StoredId(string Id, long Sequence, byte[] ContentDigest);
