namespace Berlin.Storage.Artifacts;

/// <summary>An artifact that was received and is not yet in the store. For one caller at a time; disposing of it removes the temporary file.</summary>
public interface IArtifactUpload : IAsyncDisposable
{
    /// <summary>SHA-256 of what was received.</summary>
    ArtifactDigest Digest { get; }

    /// <summary>How many bytes were received.</summary>
    long SizeBytes { get; }

    /// <summary>Puts the artifact into the store; when the call returns it survives a crash. Bytes that are there under this digest are replaced by these, so that a damaged copy is healed.</summary>
    /// <param name="cancellationToken">Ends the attempt; the artifact may be stored or not.</param>
    /// <exception cref="StoreUnavailableException">Not now; the artifact may be stored or not, and the call may be repeated.</exception>
    Task StoreAsync(CancellationToken cancellationToken);
}
