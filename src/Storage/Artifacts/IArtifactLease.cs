namespace Berlin.Storage.Artifacts;

/// <summary>The file of an artifact on this machine, whole and verified when the lease began. It stays until the lease is disposed of.</summary>
public interface IArtifactLease : IAsyncDisposable
{
    /// <summary>Which artifact.</summary>
    ArtifactDigest Digest { get; }

    /// <summary>Its length.</summary>
    long SizeBytes { get; }

    /// <summary>Absolute path of a file that may be read and must not be written.</summary>
    string Path { get; }
}
