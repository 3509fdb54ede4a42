namespace Berlin.Storage.Artifacts;

/// <summary>An artifact that the cache holds or is about to. What the ledger counts is changed under the ledger's lock only.</summary>
internal sealed class CachedArtifact(ArtifactDigest digest)
{
    /// <summary>Which.</summary>
    public ArtifactDigest Digest { get; } = digest;

    /// <summary>Bytes that the cache counts for it: of its file, or reserved for the file that comes.</summary>
    public long SizeBytes { get; set; }

    /// <summary>Leases on it, and callers that are about to have one. While there is one it stays.</summary>
    public int Holders { get; set; }

    /// <summary>Whether there is a file. Changed only by <see cref="Opening"/>, and by who evicts what nobody holds.</summary>
    public bool IsPresent { get; set; }

    /// <summary>Its place in the order of eviction, while nobody holds it.</summary>
    public LinkedListNode<CachedArtifact>? Idle { get; set; }

    /// <summary>What makes its file ready for those who ask now; changed under a lock on this object.</summary>
    public ArtifactOpening? Opening { get; set; }
}
