using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Versions;

/// <summary>What the database knows of an artifact.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="UnnamedSince">Since when no version names it, counted anew from each touch, UTC, in whole microseconds; null where one does.</param>
/// <param name="Collection">The collection that has taken it, so that its bytes may go at any moment; null where none has.</param>
public sealed record ArtifactRow(ArtifactDigest Digest, long SizeBytes, DateTimeOffset? UnnamedSince, long? Collection)
{
    /// <summary>The error for another size under the same digest.</summary>
    internal ArgumentException SizeDiffers(long sizeBytes) =>
        new($"The artifact {Digest} has {SizeBytes} bytes; it cannot have {sizeBytes} as well.", nameof(sizeBytes));
}
