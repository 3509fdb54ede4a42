namespace Berlin.Storage.Artifacts;

/// <summary>Bytes under their SHA-256, of any length, never held in memory whole. Thread-safe; any number of processes may use one folder or bucket at once.</summary>
/// <remarks>
/// <para>A store knows nothing of who needs an artifact. Its user keeps a row for each: written before <see cref="IArtifactUpload.StoreAsync"/>,
/// removed after <see cref="DeleteAsync"/>, so that whatever dies between two steps leaves nothing that no row tells of.</para>
/// <para>Every method throws <see cref="StoreUnavailableException"/> when the store cannot do it now, and so does reading a stream that it gave.</para>
/// </remarks>
public interface IArtifactStore
{
    /// <summary>Receives an artifact to its end, in a temporary file, and learns its digest. It is not in the store before <see cref="IArtifactUpload.StoreAsync"/>.</summary>
    /// <param name="content">The bytes; read from where the stream stands, in pieces of 128 KiB at most, and not closed. What it throws reaches the caller.</param>
    /// <param name="maxBytes">Most bytes that are taken; 0 or more.</param>
    /// <param name="cancellationToken">Ends the receiving; nothing of it stays.</param>
    /// <returns>What was received; gone when it is disposed of, unless it was stored.</returns>
    /// <exception cref="ArtifactTooLargeException">There are more bytes; nothing of them stays.</exception>
    Task<IArtifactUpload> ReceiveAsync(Stream content, long maxBytes, CancellationToken cancellationToken);

    /// <summary>The bytes of an artifact, to be read once from front to back and disposed of; null where there is none.</summary>
    /// <remarks>They are what the disk or the network gives: whoever uses them checks the digest. Reading goes on where the artifact is deleted or stored anew meanwhile.</remarks>
    Task<Stream?> OpenAsync(ArtifactDigest digest, CancellationToken cancellationToken);

    /// <summary>Removes an artifact; a missing one is no error.</summary>
    Task DeleteAsync(ArtifactDigest digest, CancellationToken cancellationToken);

    /// <summary>All artifacts, in no promised order. One that is stored or deleted meanwhile may be among them or not.</summary>
    IAsyncEnumerable<StoredArtifact> ListAsync(CancellationToken cancellationToken);
}
