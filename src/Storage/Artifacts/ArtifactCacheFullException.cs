namespace Berlin.Storage.Artifacts;

/// <summary>An artifact finds no room in the cache: it is larger than the bound, or what is in use leaves too little.</summary>
/// <param name="sizeBytes">What it needs.</param>
/// <param name="usedBytes">What artifacts in use hold.</param>
/// <param name="maxBytes">The bound.</param>
public sealed class ArtifactCacheFullException(long sizeBytes, long usedBytes, long maxBytes)
    : Exception($"The artifact has {sizeBytes} bytes; the cache of artifacts takes {maxBytes} in all, and {usedBytes} of them are in use.")
{
    /// <summary>Whether it fits once enough others are no longer in use; otherwise only a larger bound helps.</summary>
    public bool IsTransient { get; } = sizeBytes <= maxBytes;
}
