namespace Berlin.Storage.Artifacts;

/// <summary>What a cache holds now, and what it has done since it was opened.</summary>
/// <param name="Artifacts">How many files it holds.</param>
/// <param name="Bytes">Their bytes, and those reserved for files that are being fetched.</param>
/// <param name="BytesInUse">Of them: leased or being opened.</param>
/// <param name="Hits">Times that the file was there and whole.</param>
/// <param name="Fetches">Times that an artifact was read from the store.</param>
/// <param name="Damages">Times that the file was there and not whole.</param>
/// <param name="Evictions">Files removed because others needed the room.</param>
public sealed record ArtifactCacheStatistics(int Artifacts, long Bytes, long BytesInUse, long Hits, long Fetches, long Damages, long Evictions);
