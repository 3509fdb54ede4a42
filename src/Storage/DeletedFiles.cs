namespace Berlin.Storage;

/// <summary>What the rows of a deletion named outside the database: nothing names it any more, and the caller deletes it.</summary>
/// <param name="BlobNames">Blobs of checkpoints.</param>
/// <param name="JobIds">Jobs that have files.</param>
public sealed record DeletedFiles(IReadOnlyList<string> BlobNames, IReadOnlyList<string> JobIds);
