using Berlin.Storage.Faults;
using Microsoft.Win32.SafeHandles;

namespace Berlin.Storage.Blobs;

/// <summary>Blobs as files of one folder, of one process or of any number of them at once.</summary>
/// <remarks>
/// <para>The bytes go to a temporary file in the blob's own folder, whose name no other process has, are flushed, and get their name by
/// a step that never replaces; then the folder is flushed. A crash leaves a whole blob, none, or a temporary file, which a later open
/// removes: at once in a folder of one's own, after a day in a shared one, where it may be another process's blob on its way.</para>
/// <para>On Windows the last step is missing: after a power cut the youngest names may be gone, never half written. On a file system
/// that knows no second names for a file (some network shares), two processes that write different bytes under one name at the same
/// moment may both be told that theirs are stored; names that hold a digest do not meet in that way.</para>
/// </remarks>
public sealed class FileBlobStore : IBlobStore
{
    private readonly string _root;
    private readonly IFaultInjector _faults;

    private FileBlobStore(string root, IFaultInjector faults)
    {
        _root = root;
        _faults = faults;
    }

    /// <summary>Opens a folder of this process's own, creates it where it is missing, and removes temporary files that a crash left.</summary>
    /// <exception cref="DataFolderException">The folder cannot be written.</exception>
    public static FileBlobStore Open(string folder, IFaultInjector faults) => Open(folder, faults, isShared: false);

    /// <summary>Opens a folder that other processes use at the same time, creates it where it is missing, and removes temporary files that nobody has written to for a day.</summary>
    /// <exception cref="DataFolderException">The folder cannot be written.</exception>
    public static FileBlobStore OpenShared(string folder, IFaultInjector faults) => Open(folder, faults, isShared: true);

    /// <inheritdoc />
    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return DurableFolder.AccessAsync(() => Put(path, content), cancellationToken);
    }

    /// <inheritdoc />
    public Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return DurableFolder.AccessAsync(() => ReadOrNull(path), cancellationToken);
    }

    /// <inheritdoc />
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return DurableFolder.AccessAsync(() => Delete(path), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        BlobName.CheckPrefix(prefix);
        return DurableFolder.AccessAsync(() => List(prefix), cancellationToken);
    }

    private static FileBlobStore Open(string folder, IFaultInjector faults, bool isShared)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(faults);
        var root = Path.GetFullPath(folder);
        DurableFolder.Prepare(root, () => NewFileName.RemoveLeftovers(root, isShared));
        return new FileBlobStore(root, faults);
    }

    private bool Put(string path, ReadOnlyMemory<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        DurableFolder.Create(folder);
#if PLANTED_BUGS
        PlantedBugs.Do(PlantedBug.CheckpointOverwrittenInPlace, () => File.Delete(path));
#endif
        if (File.Exists(path) || !TryWrite(path, folder, content.Span))
        {
            CheckSame(path, content.Span);
        }

        // Also where another call wrote the name: its bytes were flushed before, its folder may not have been.
        DirectoryFlush.Flush(folder);
        return true;
    }

    /// <summary>Writes the blob; false where another call, of any process, gave a blob that name in the meantime.</summary>
    private bool TryWrite(string path, string folder, ReadOnlySpan<byte> content)
    {
        var temporary = NewFileName.Temporary(folder);
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, preallocationSize: content.Length))
            {
                WriteAll(file, content);
                RandomAccess.FlushToDisk(file);
            }

            return NewFileName.TryGive(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> content)
    {
        var half = content.Length / 2;
        RandomAccess.Write(file, content[..half], 0);
        _faults.Pass(FaultPoint.Checkpoint_DuringUpload);
        RandomAccess.Write(file, content[half..], half);
    }

    private static void CheckSame(string path, ReadOnlySpan<byte> content)
    {
        if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            throw new InvalidOperationException($"The blob '{Path.GetFileName(path)}' holds other bytes; a name is written once.");
        }
    }

    private static byte[]? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Neither the blob nor its folder.
        }

        return true;
    }

    private IReadOnlyList<string> List(string prefix)
    {
        // Only the folder that the prefix names whole is read, not all there is.
        var folder = Path.Combine(_root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => !Path.GetFileName(path).StartsWith('.'))
                .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    private string PathOf(string name)
    {
        BlobName.Check(name);
        return Path.Combine(_root, name.Replace('/', Path.DirectorySeparatorChar));
    }
}
