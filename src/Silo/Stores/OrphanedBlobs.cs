using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;

namespace Berlin.Silo.Stores;

/// <summary>Deletes what a crash has left between the rows of a deletion and its files.</summary>
internal static class OrphanedBlobs
{
    private const string Prefix = "checkpoints/";

    /// <summary>
    /// Deletes every checkpoint's blob that no row names. Only while nothing writes checkpoints: before the silo starts, in the
    /// one process that holds the data folder.
    /// </summary>
    public static async Task DeleteAsync(ICheckpointCatalog checkpoints, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var named = await checkpoints.ListBlobNamesAsync(Prefix, cancellationToken);
        foreach (var name in (await blobs.ListAsync(Prefix, cancellationToken)).Except(named, StringComparer.Ordinal).ToList())
        {
            await blobs.DeleteAsync(name, cancellationToken);
        }
    }
}
