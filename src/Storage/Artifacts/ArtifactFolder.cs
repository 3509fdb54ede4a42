namespace Berlin.Storage.Artifacts;

/// <summary>Files of artifacts below a folder: each at <c>ab/ab12...</c>, what has no name yet in <c>incoming/</c>.</summary>
/// <remarks>
/// A symbolic link below the folder is nobody's artifact: it is not followed, not listed, and replaced where an artifact gets its name. A
/// folder that is a link is refused. Who could plant links could also write the files, so this bounds a mistake; what is read is
/// checked against its digest.
/// </remarks>
internal sealed class ArtifactFolder
{
    private const string IncomingName = "incoming";
    private const int FanOutLength = 2;

    private readonly string _root;

    private ArtifactFolder(string root)
    {
        _root = root;
        Incoming = Path.Combine(root, IncomingName);
    }

    /// <summary>Folder of temporary files: on the same file system, so that they can be renamed.</summary>
    public string Incoming { get; }

    /// <summary>Creates the folder where it is missing and removes temporary files that a crash left; see <see cref="NewFileName.RemoveLeftovers"/>.</summary>
    /// <exception cref="DataFolderException">It cannot be written.</exception>
    public static ArtifactFolder Prepare(string folder, bool isShared)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var prepared = new ArtifactFolder(Path.GetFullPath(folder));
        DurableFolder.Prepare(prepared._root, () =>
        {
            RefuseLink(prepared.Incoming);
            DurableFolder.Create(prepared.Incoming);
            NewFileName.RemoveLeftovers(prepared.Incoming, isShared);
        });
        return prepared;
    }

    /// <summary>Where the file of an artifact is, or would be.</summary>
    public string PathOf(ArtifactDigest digest) => Path.Combine(FanOutOf(digest), digest.ToString());

    /// <summary>The file of an artifact; null where there is none.</summary>
    /// <exception cref="IOException">Its folder is a link, or the whole folder is away.</exception>
    public FileInfo? Find(ArtifactDigest digest)
    {
        RefuseAbsence();
        RefuseLink(FanOutOf(digest));
        var file = new FileInfo(PathOf(digest));
        return file.Exists && !IsLink(file) ? file : null;
    }

    /// <summary>Gives a temporary file its name, in place of whatever file has it: who reads that one reads it to its end.</summary>
    /// <remarks>Windows replaces no file that is being read.</remarks>
    /// <exception cref="IOException">The folder is a link, away, full, or something that is no file has the name.</exception>
    public void Name(string temporary, ArtifactDigest digest)
    {
        RefuseAbsence();
        var folder = FanOutOf(digest);
        RefuseLink(folder);
        DurableFolder.Create(folder);
        File.Move(temporary, PathOf(digest), overwrite: true);
    }

    /// <summary>Makes what <see cref="Name"/> and <see cref="Remove"/> did survive a power cut.</summary>
    public void FlushName(ArtifactDigest digest)
    {
        DirectoryFlush.Flush(FanOutOf(digest));

        // The folder may be new, and by a process that has not flushed its name.
        DirectoryFlush.Flush(_root);
    }

    /// <summary>Removes the file, or the link in its place; false where there is none.</summary>
    /// <exception cref="IOException">Its folder is a link, or the whole folder is away.</exception>
    public bool Remove(ArtifactDigest digest)
    {
        RefuseAbsence();
        var folder = FanOutOf(digest);
        RefuseLink(folder);
        if (!Directory.Exists(folder))
        {
            return false;
        }

        File.Delete(PathOf(digest));
        return true;
    }

    /// <summary>Takes the file out of its name within microseconds, however large it is; who calls deletes what is returned.</summary>
    public string SetAside(ArtifactDigest digest)
    {
        var aside = NewFileName.Temporary(Incoming);
        File.Move(PathOf(digest), aside);
        return aside;
    }

    /// <summary>The files of all artifacts, in the order of their digests.</summary>
    /// <exception cref="IOException">At the first one: the folder is away.</exception>
    public IEnumerable<(ArtifactDigest Digest, FileInfo File)> List()
    {
        RefuseAbsence();
        var fanOuts = new DirectoryInfo(_root).GetDirectories()
            .Where(folder => folder.Name.Length == FanOutLength && !IsLink(folder))
            .OrderBy(folder => folder.Name, StringComparer.Ordinal);
        foreach (var file in fanOuts.SelectMany(Files))
        {
            yield return file;
        }
    }

    private static IEnumerable<(ArtifactDigest Digest, FileInfo File)> Files(DirectoryInfo folder)
    {
        FileInfo[] files;
        try
        {
            files = folder.GetFiles();
        }
        catch (DirectoryNotFoundException)
        {
            yield break; // Somebody has removed it meanwhile.
        }

        foreach (var file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            if (file.Name.StartsWith(folder.Name, StringComparison.Ordinal) && ArtifactDigest.TryParse(file.Name, out var digest) && IsThere(file))
            {
                yield return (digest, file);
            }
        }
    }

    private static bool IsThere(FileInfo file)
    {
        file.Refresh();
        return file.Exists && !IsLink(file);
    }

    private static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    /// <exception cref="IOException">There is a link.</exception>
    private static void RefuseLink(string folder)
    {
        var entry = new DirectoryInfo(folder);
        if (entry.Exists && IsLink(entry))
        {
            throw new IOException($"'{entry.Name}' in the folder of artifacts is a link; it has to be a folder.");
        }
    }

    /// <summary>A share that is not mounted leaves a folder with nothing in it: what it holds is then unknown, not nothing.</summary>
    private void RefuseAbsence()
    {
        if (!Directory.Exists(Incoming))
        {
            throw new IOException($"The folder of artifacts is away: it has no '{IncomingName}'.");
        }
    }

    private string FanOutOf(ArtifactDigest digest) => Path.Combine(_root, digest.ToString()[..FanOutLength]);
}
