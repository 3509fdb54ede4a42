using System.Runtime.CompilerServices;

namespace Berlin.Storage.Artifacts;

/// <summary>Artifacts as files of one folder, of one process or of any number of them at once.</summary>
/// <remarks>
/// <para>An artifact is received into a temporary file and flushed; storing it is a rename, and a flush of the folder. A crash leaves a
/// whole artifact, none, or a temporary file, which a later open removes: at once in a folder of one's own, after a day in a shared one.</para>
/// <para>On Windows the flush of the folder is missing, and an artifact that is being read cannot be stored again meanwhile.</para>
/// </remarks>
public sealed class FileArtifactStore : IArtifactStore
{
    private readonly ArtifactFolder _folder;

    private FileArtifactStore(ArtifactFolder folder) => _folder = folder;

    /// <summary>Opens a folder of this process's own, creates it where it is missing, and removes temporary files that a crash left.</summary>
    /// <exception cref="DataFolderException">The folder cannot be written.</exception>
    public static FileArtifactStore Open(string folder) => new(ArtifactFolder.Prepare(folder, isShared: false));

    /// <summary>Opens a folder that other processes use at the same time, creates it where it is missing, and removes temporary files that nobody has written to for a day.</summary>
    /// <exception cref="DataFolderException">The folder cannot be written.</exception>
    public static FileArtifactStore OpenShared(string folder) => new(ArtifactFolder.Prepare(folder, isShared: true));

    /// <inheritdoc />
    public async Task<IArtifactUpload> ReceiveAsync(Stream content, long maxBytes, CancellationToken cancellationToken) =>
        new Upload(_folder, await ReceivedArtifact.ReceiveAsync(_folder.Incoming, content, maxBytes, isFlushed: true, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public Task<Stream?> OpenAsync(ArtifactDigest digest, CancellationToken cancellationToken) =>
        DurableFolder.AccessAsync<Stream?>(() => Open(digest), cancellationToken);

    /// <inheritdoc />
    public Task DeleteAsync(ArtifactDigest digest, CancellationToken cancellationToken) =>
        DurableFolder.AccessAsync(() => Delete(digest), cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredArtifact> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var files = _folder.List().GetEnumerator();
        while (await DurableFolder.AccessAsync(files.MoveNext, cancellationToken).ConfigureAwait(false))
        {
            var (digest, file) = files.Current;
            yield return new StoredArtifact(digest, file.Length);
        }
    }

    private ArtifactReadStream? Open(ArtifactDigest digest) =>
        _folder.Find(digest) is { } file && FileArtifactBytes.Open(file) is { } content
            ? new ArtifactReadStream(content, source: null, "The disk", patience: null)
            : null;

    private bool Delete(ArtifactDigest digest)
    {
        if (_folder.Remove(digest))
        {
            _folder.FlushName(digest);
        }

        return true;
    }

    private sealed class Upload(ArtifactFolder folder, ReceivedArtifact received) : IArtifactUpload
    {
        private bool _isNamed;

        public ArtifactDigest Digest => received.Digest;

        public long SizeBytes => received.SizeBytes;

        public Task StoreAsync(CancellationToken cancellationToken) => DurableFolder.AccessAsync(Store, cancellationToken);

        public ValueTask DisposeAsync()
        {
            received.Dispose();
            return ValueTask.CompletedTask;
        }

        private bool Store()
        {
            if (!_isNamed)
            {
                folder.Name(received.Path, Digest);
                _isNamed = true;
            }

            folder.FlushName(Digest);
            return true;
        }
    }
}
