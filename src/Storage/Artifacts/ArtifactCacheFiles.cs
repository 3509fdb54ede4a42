namespace Berlin.Storage.Artifacts;

/// <summary>The folder of a cache: files that nobody writes to, the time of each being that of its last use.</summary>
internal sealed class ArtifactCacheFiles(ArtifactFolder folder, TimeProvider time)
{
    /// <summary>Folder of temporary files.</summary>
    public string Incoming => folder.Incoming;

    /// <summary>Where the file of an artifact is, or would be.</summary>
    public string PathOf(ArtifactDigest digest) => folder.PathOf(digest);

    /// <summary>Digests and lengths of the files, the least recently used first.</summary>
    public IEnumerable<StoredArtifact> List() =>
        folder.List().OrderBy(item => item.File.LastWriteTimeUtc).Select(item => new StoredArtifact(item.Digest, item.File.Length));

    /// <summary>Digest and length of what the file holds; null where there is none. Blocks until it is read.</summary>
    public StoredArtifact? Measure(ArtifactDigest digest, CancellationToken cancellationToken) =>
        folder.Find(digest) is { } file ? FileArtifactBytes.Measure(file, cancellationToken) : null;

    /// <summary>Gives a received file its name, in place of whatever has it.</summary>
    public void Take(ReceivedArtifact received)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(received.Path, UnixFileMode.UserRead);
        }

        folder.Name(received.Path, received.Digest);
        Touch(received.Digest);
    }

    /// <summary>Notes that the file is used now.</summary>
    public void Touch(ArtifactDigest digest)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(digest), time.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It only orders files over a restart; a disk that cannot be written still serves.
        }
    }

    /// <summary>Removes the file, or what is in its place.</summary>
    public void Remove(ArtifactDigest digest) => folder.Remove(digest);

    /// <summary>Takes the file out of its name within microseconds, however large it is.</summary>
    /// <returns>Where it is now, for the caller to delete; null where nothing is left of it.</returns>
    public string? SetAside(ArtifactDigest digest)
    {
        try
        {
            return folder.SetAside(digest);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException)
        {
            // A disk so full that it takes no new name.
            folder.Remove(digest);
            return null;
        }
    }
}
