namespace Berlin.Storage.Artifacts;

/// <summary>Who holds what of a cache, how many bytes that is, and what goes first when there is no room. Thread-safe.</summary>
/// <param name="maxBytes">The bound of all bytes.</param>
/// <param name="setAside">Takes a file out of its name, quickly; called under the lock, so that nobody opens what is leaving.</param>
internal sealed class ArtifactCacheLedger(long maxBytes, Func<ArtifactDigest, string?> setAside)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ArtifactDigest, CachedArtifact> _artifacts = [];

    // Whoever is first goes first.
    private readonly LinkedList<CachedArtifact> _idle = new();

    private long _bytes;
    private long _idleBytes;
    private long _evictions;
    private bool _isClosed;

    /// <summary>How many files there are, bytes of them and of those that are coming, bytes in use, and evictions so far.</summary>
    public (int Artifacts, long Bytes, long BytesInUse, long Evictions) Count()
    {
        lock (_lock)
        {
            return (_artifacts.Values.Count(artifact => artifact.IsPresent), _bytes, _bytes - _idleBytes, _evictions);
        }
    }

    /// <summary>Takes a file that was there before, as the one that was used last.</summary>
    public void Adopt(ArtifactDigest digest, long sizeBytes)
    {
        lock (_lock)
        {
            var artifact = new CachedArtifact(digest) { SizeBytes = sizeBytes, IsPresent = true };
            _artifacts.Add(digest, artifact);
            _bytes += sizeBytes;
            Rest(artifact);
        }
    }

    /// <summary>Holds an artifact, which the cache need not have, until <see cref="Release"/>.</summary>
    /// <exception cref="ObjectDisposedException">The cache is closed.</exception>
    public CachedArtifact Hold(ArtifactDigest digest)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(ArtifactCache));
            if (!_artifacts.TryGetValue(digest, out var artifact))
            {
                artifact = new CachedArtifact(digest);
                _artifacts.Add(digest, artifact);
            }

            HoldAgain(artifact);
            return artifact;
        }
    }

    /// <summary>Holds once more what the caller holds already.</summary>
    public void HoldAgain(CachedArtifact artifact)
    {
        lock (_lock)
        {
            artifact.Holders++;
            if (artifact.Idle is { } place)
            {
                _idle.Remove(place);
                _idleBytes -= artifact.SizeBytes;
                artifact.Idle = null;
            }
        }
    }

    /// <summary>Ends one <see cref="Hold"/>.</summary>
    public void Release(CachedArtifact artifact)
    {
        lock (_lock)
        {
            if (--artifact.Holders > 0)
            {
                return;
            }

            if (artifact.IsPresent)
            {
                Rest(artifact);
            }
            else
            {
                _artifacts.Remove(artifact.Digest);
            }
        }
    }

    /// <summary>Counts the bytes of a file that is about to come, and evicts what is in their way.</summary>
    /// <returns>Files that were set aside, for the caller to delete.</returns>
    /// <exception cref="ArtifactCacheFullException">What is held leaves no room; nothing is evicted.</exception>
    public IReadOnlyList<string> Reserve(CachedArtifact artifact, long sizeBytes)
    {
        lock (_lock)
        {
            var inUse = _bytes - _idleBytes - artifact.SizeBytes;
            if (sizeBytes > maxBytes - inUse)
            {
                throw new ArtifactCacheFullException(sizeBytes, inUse, maxBytes);
            }

            var aside = EvictTo(maxBytes - sizeBytes + artifact.SizeBytes);
            _bytes += sizeBytes - artifact.SizeBytes;
            artifact.SizeBytes = sizeBytes;
            return aside;
        }
    }

    /// <summary>Evicts until the bound holds; for what a cache with a larger bound has left.</summary>
    /// <returns>As <see cref="Reserve"/> does.</returns>
    public IReadOnlyList<string> Shrink()
    {
        lock (_lock)
        {
            return EvictTo(maxBytes);
        }
    }

    /// <summary>The file of a held artifact is there, of the bytes that were reserved.</summary>
    public void Arrive(CachedArtifact artifact)
    {
        lock (_lock)
        {
            artifact.IsPresent = true;
        }
    }

    /// <summary>The file of a held artifact is gone, or did not come.</summary>
    public void Leave(CachedArtifact artifact)
    {
        lock (_lock)
        {
            artifact.IsPresent = false;
            _bytes -= artifact.SizeBytes;
            artifact.SizeBytes = 0;
        }
    }

    /// <summary>Takes no more holders.</summary>
    /// <returns>The artifacts there are.</returns>
    public IReadOnlyList<CachedArtifact> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            return [.. _artifacts.Values];
        }
    }

    private void Rest(CachedArtifact artifact)
    {
        artifact.Idle = _idle.AddLast(artifact);
        _idleBytes += artifact.SizeBytes;
    }

    private List<string> EvictTo(long bytes)
    {
        var aside = new List<string>();
        while (_bytes > bytes && _idle.First is { Value: var artifact } place)
        {
            if (setAside(artifact.Digest) is { } path)
            {
                aside.Add(path);
            }

            _idle.Remove(place);
            _artifacts.Remove(artifact.Digest);
            _bytes -= artifact.SizeBytes;
            _idleBytes -= artifact.SizeBytes;
            artifact.IsPresent = false;
            _evictions++;
        }

        return aside;
    }
}
