using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Versions;

/// <summary>A version with all that was registered.</summary>
/// <param name="Summary">Its row.</param>
/// <param name="Manifest">Manifest as JSON; the store does not read it.</param>
/// <param name="Files">Its files, in the order of their names' UTF-8.</param>
public sealed record StoredVersion(VersionSummary Summary, string Manifest, IReadOnlyList<StoredVersionFile> Files);

/// <summary>A file of a registered version.</summary>
/// <param name="Name">Its name inside the version.</param>
/// <param name="Digest">Its bytes.</param>
/// <param name="SizeBytes">How many they are.</param>
public sealed record StoredVersionFile(string Name, ArtifactDigest Digest, long SizeBytes);
