using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Artifacts;

/// <summary>Files of artifacts on this machine, for whoever needs paths: fetched when they are asked for, least recently used out first. Thread-safe.</summary>
/// <remarks>
/// <para>A file is read through and compared with its digest whenever it is opened. One that differs is dropped and fetched again; one that
/// is whole is given out although the store is away. Who asks for an artifact while it is being made ready waits for that.</para>
/// <para>The folder belongs to one process. Its files may be read by their owner and written by nobody; what it holds at the next start
/// counts, in the order in which it was used. Nothing is flushed: what a power cut leaves half written does not pass its digest.</para>
/// </remarks>
public sealed class ArtifactCache : IAsyncDisposable
{
    private readonly IArtifactStore _store;
    private readonly ArtifactCacheFiles _files;
    private readonly DataFolderLock _lock;
    private readonly ArtifactCacheLedger _ledger;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;

    private int _isDisposed;
    private long _hits;
    private long _fetches;
    private long _damages;

    private ArtifactCache(IArtifactStore store, ArtifactCacheFiles files, DataFolderLock folderLock, long maxBytes, ILogger logger)
    {
        _store = store;
        _files = files;
        _lock = folderLock;
        _ledger = new ArtifactCacheLedger(maxBytes, files.SetAside);
        _logger = logger;
        _closed = _closing.Token;
    }

    /// <summary>Opens a cache, creates its folder where it is missing, and takes what is there; what is above the bound goes.</summary>
    /// <param name="folder">A folder of this process alone.</param>
    /// <param name="maxBytes">Most bytes of files; 1 or more. An artifact that is larger is never opened.</param>
    /// <param name="store">Where artifacts come from.</param>
    /// <param name="time">Clock that orders files over a restart.</param>
    /// <param name="logger">For what an operator has to know: damaged files.</param>
    /// <exception cref="DataFolderException">The folder cannot be written, or another process has it.</exception>
    public static ArtifactCache Open(string folder, long maxBytes, IArtifactStore store, TimeProvider time, ILogger<ArtifactCache> logger)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        var root = Path.GetFullPath(folder);
        var folderLock = DataFolderLock.Take(root);
        var isOpen = false;
        try
        {
            var files = new ArtifactCacheFiles(ArtifactFolder.Prepare(root, isShared: false), time);
            var cache = new ArtifactCache(store, files, folderLock, maxBytes, logger);
            DurableFolder.Prepare(root, cache.Adopt);
            isOpen = true;
            return cache;
        }
        finally
        {
            if (!isOpen)
            {
                folderLock.Dispose();
            }
        }
    }

    /// <summary>Makes the file of an artifact ready: it is there, whole, and stays until the lease is disposed of.</summary>
    /// <param name="digest">Which artifact.</param>
    /// <param name="sizeBytes">Its length, from the row that names it.</param>
    /// <param name="cancellationToken">Ends the wait; a fetch that has begun goes on for others and for later.</param>
    /// <exception cref="ArtifactMissingException">The store does not hold it.</exception>
    /// <exception cref="ArtifactDamagedException">What the store holds is something else, or has another length.</exception>
    /// <exception cref="ArtifactCacheFullException">There is no room.</exception>
    /// <exception cref="StoreUnavailableException">It is not on this machine, and the store or the disk cannot give it now.</exception>
    public async Task<IArtifactLease> OpenAsync(ArtifactDigest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        cancellationToken.ThrowIfCancellationRequested();
        var artifact = _ledger.Hold(digest);
        var isReady = false;
        try
        {
            await MakeReadyAsync(artifact, sizeBytes, cancellationToken).ConfigureAwait(false);
            isReady = true;
            return new Lease(_ledger, artifact, sizeBytes, _files.PathOf(digest));
        }
        finally
        {
            if (!isReady)
            {
                _ledger.Release(artifact);
            }
        }
    }

    /// <summary>What it holds and has done.</summary>
    public ArtifactCacheStatistics ReadStatistics()
    {
        var (artifacts, bytes, bytesInUse, evictions) = _ledger.Count();
        return new ArtifactCacheStatistics(
            artifacts, bytes, bytesInUse, Interlocked.Read(ref _hits), Interlocked.Read(ref _fetches), Interlocked.Read(ref _damages), evictions);
    }

    /// <summary>Ends what is being fetched and lets go of the folder. Its files stay.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        var artifacts = _ledger.Close();
        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var opening in artifacts.Select(OpeningOf).OfType<ArtifactOpening>())
        {
            await opening.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _lock.Dispose();
        _closing.Dispose();
    }

    private static ArtifactOpening? OpeningOf(CachedArtifact artifact)
    {
        lock (artifact)
        {
            return artifact.Opening;
        }
    }

    private void Adopt()
    {
        foreach (var (digest, size) in _files.List())
        {
            _ledger.Adopt(digest, size);
        }

        Delete(_ledger.Shrink());
    }

    private async Task MakeReadyAsync(CachedArtifact artifact, long sizeBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var opening = Join(artifact, sizeBytes);
            if (opening.SizeBytes == sizeBytes)
            {
                await opening.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            // Somebody asks for another length under the same digest, and one of the two is wrong: this one's turn is next.
            await opening.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private ArtifactOpening Join(CachedArtifact artifact, long sizeBytes)
    {
        lock (artifact)
        {
            if (artifact.Opening is not { Task.IsCompleted: false })
            {
                _ledger.HoldAgain(artifact);
                artifact.Opening = new ArtifactOpening(sizeBytes, RunAsync(artifact, sizeBytes));
            }

            return artifact.Opening;
        }
    }

    /// <summary>Makes the file ready, and holds the artifact meanwhile: all who wait may give up.</summary>
    private async Task RunAsync(CachedArtifact artifact, long sizeBytes)
    {
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            if (!artifact.IsPresent || !DurableFolder.Access(() => IsWhole(artifact, sizeBytes)))
            {
                await FetchAsync(artifact, sizeBytes).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(ArtifactCache));
        }
        finally
        {
            _ledger.Release(artifact);
        }
    }

    /// <summary>Whether the file is what its digest says; otherwise it is dropped.</summary>
    private bool IsWhole(CachedArtifact artifact, long sizeBytes)
    {
        StoredArtifact? found;
        try
        {
            found = _files.Measure(artifact.Digest, _closed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It may be the disk or only this moment: the file stays until another one comes in its place.
            NoteDamage(artifact.Digest, "cannot be read");
            return false;
        }

        if (found?.Digest == artifact.Digest)
        {
            CheckLength(artifact.Digest, found.SizeBytes, sizeBytes);
            _files.Touch(artifact.Digest);
            Interlocked.Increment(ref _hits);
            return true;
        }

        NoteDamage(artifact.Digest, found is null ? "is gone" : "does not have its digest");
        _files.Remove(artifact.Digest);
        _ledger.Leave(artifact);
        return false;
    }

    private void NoteDamage(ArtifactDigest digest, string damage)
    {
        Interlocked.Increment(ref _damages);
        ArtifactLog.CopyDamaged(_logger, digest, damage);
    }

    private async Task FetchAsync(CachedArtifact artifact, long sizeBytes)
    {
        Interlocked.Increment(ref _fetches);
        var isThere = false;
        try
        {
            DurableFolder.Access(() => Delete(_ledger.Reserve(artifact, sizeBytes)));
            using var received = await ReadFromStoreAsync(artifact.Digest, sizeBytes).ConfigureAwait(false);
            DurableFolder.Access(() => Take(received));
            isThere = true;
        }
        finally
        {
            if (isThere)
            {
                _ledger.Arrive(artifact);
            }
            else if (!artifact.IsPresent)
            {
                _ledger.Leave(artifact);
            }
        }
    }

    private async Task<ReceivedArtifact> ReadFromStoreAsync(ArtifactDigest digest, long sizeBytes)
    {
        await using var content = await _store.OpenAsync(digest, _closed).ConfigureAwait(false) ?? throw new ArtifactMissingException(digest);
        ReceivedArtifact received;
        try
        {
            received = await ReceivedArtifact.ReceiveAsync(_files.Incoming, content, sizeBytes, isFlushed: false, _closed).ConfigureAwait(false);
        }
        catch (ArtifactTooLargeException exception)
        {
            throw new ArtifactDamagedException(digest, $"has more than {sizeBytes} bytes in the store.", exception);
        }

        if (received.Digest != digest)
        {
            received.Dispose();
            throw new ArtifactDamagedException(digest, $"is damaged in the store: the {received.SizeBytes} bytes there have the digest {received.Digest}.");
        }

        if (received.SizeBytes != sizeBytes)
        {
            received.Dispose();
        }

        CheckLength(digest, received.SizeBytes, sizeBytes);
        return received;
    }

    private bool Take(ReceivedArtifact received)
    {
        _files.Take(received);
        return true;
    }

    private static void CheckLength(ArtifactDigest digest, long found, long expected)
    {
        if (found != expected)
        {
            throw new ArtifactDamagedException(digest, $"has {found} bytes, not {expected}.");
        }
    }

    private static bool Delete(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            File.Delete(path);
        }

        return true;
    }

    private sealed class Lease(ArtifactCacheLedger ledger, CachedArtifact artifact, long sizeBytes, string path) : IArtifactLease
    {
        private int _isEnded;

        public ArtifactDigest Digest => artifact.Digest;

        public long SizeBytes => sizeBytes;

        public string Path => path;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isEnded, 1) == 0)
            {
                ledger.Release(artifact);
            }

            return ValueTask.CompletedTask;
        }
    }
}
