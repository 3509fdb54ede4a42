using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Versions;

/// <summary>Artifacts that one collection has taken: it deletes their bytes, then their rows.</summary>
/// <param name="Number">Number of the collection; the later of two has the higher one.</param>
/// <param name="Artifacts">What it has taken.</param>
public sealed record ArtifactCollection(long Number, IReadOnlyList<StoredArtifact> Artifacts);
