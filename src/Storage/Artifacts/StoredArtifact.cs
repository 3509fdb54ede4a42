namespace Berlin.Storage.Artifacts;

/// <summary>An artifact that a store holds.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="SizeBytes">Length of what is stored under it.</param>
public sealed record StoredArtifact(ArtifactDigest Digest, long SizeBytes);
