using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Berlin.Storage.Jobs;

/// <summary>A folder per job with its <c>input</c> and, for each take of the job that wrote one, a result (<see cref="JobResultFiles"/>). For one process, or for any number of them at once.</summary>
public sealed class FileJobFiles : IJobFiles
{
    private const string InputName = "input";
    private const string TemporaryName = ".input.tmp";

    /// <summary>Bytes that are read or written at once.</summary>
    private const int BufferBytes = 128 * 1_024;

    private readonly string _root;

    private FileJobFiles(string root) => _root = root;

    /// <summary>Opens a folder of this process's own, creates it where it is missing, and removes what a crash left without an input.</summary>
    /// <exception cref="DataFolderException">The folder cannot be written.</exception>
    public static FileJobFiles Open(string folder) => Open(folder, isShared: false);

    /// <summary>Opens a folder that other processes use at the same time, and removes nothing from it: what has no input may be on its way. What is abandoned, <see cref="ListAsync"/> tells.</summary>
    /// <exception cref="DataFolderException">The folder cannot be written.</exception>
    public static FileJobFiles OpenShared(string folder) => Open(folder, isShared: true);

    /// <inheritdoc />
    public async Task<long> WriteInputAsync(string id, Stream input, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var folder = FolderOf(id);
        var temporary = await DurableFolder.AccessAsync(() => CreateTemporary(folder), cancellationToken).ConfigureAwait(false);
        var isStored = false;
        try
        {
            long size;
            using (temporary)
            {
                size = await CopyAsync(input, temporary, maxBytes, cancellationToken).ConfigureAwait(false);
                isStored = DurableFolder.Access(() => Name(temporary, folder));
            }

            return size;
        }
        finally
        {
            if (!isStored)
            {
                DurableFolder.Access(() => Delete(folder));
            }
        }
    }

    /// <inheritdoc />
    public Task<Stream?> OpenInputAsync(string id, long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var path = Path.Combine(FolderOf(id), InputName);
        return DurableFolder.AccessAsync<Stream?>(() => OpenOrNull(path, offset), cancellationToken);
    }

    /// <inheritdoc />
    public Task<long> WriteResultAsync(string id, long epoch, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var folder = FolderOf(id);
        return DurableFolder.AccessAsync(() => JobResultFiles.Write(folder, epoch, offset, content.Span), cancellationToken);
    }

    /// <inheritdoc />
    public Task<Stream?> OpenResultAsync(string id, CancellationToken cancellationToken)
    {
        var folder = FolderOf(id);
        return DurableFolder.AccessAsync<Stream?>(() => JobResultFiles.Newest(folder) is { } path ? OpenOrNull(path, offset: 0) : null, cancellationToken);
    }

    /// <inheritdoc />
    public Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var folder = FolderOf(id);
        return DurableFolder.AccessAsync(() => Delete(folder), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListAsync(TimeSpan unchangedFor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unchangedFor, TimeSpan.Zero);
        return DurableFolder.AccessAsync<IReadOnlyList<string>>(() => List(unchangedFor), cancellationToken);
    }

    private static FileJobFiles Open(string folder, bool isShared)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var root = Path.GetFullPath(folder);
        DurableFolder.Prepare(root, () =>
        {
            foreach (var job in isShared ? [] : Directory.EnumerateDirectories(root).Where(job => !File.Exists(Path.Combine(job, InputName))))
            {
                Directory.Delete(job, recursive: true);
            }
        });
        return new FileJobFiles(root);
    }

    private IReadOnlyList<string> List(TimeSpan unchangedFor)
    {
        var jobs = Directory.EnumerateDirectories(_root).Where(job => JobId.IsValid(Path.GetFileName(job)));
        if (unchangedFor > TimeSpan.Zero)
        {
            var before = FolderClock.Now(_root) - unchangedFor;
            jobs = jobs.Where(job => LastChange(job) < before);
        }

        return [.. jobs.Select(job => Path.GetFileName(job)!).Order(StringComparer.Ordinal)];
    }

    /// <summary>When the job or one of its files changed last; a job that goes meanwhile has changed now.</summary>
    private static DateTime LastChange(string job)
    {
        try
        {
            return new DirectoryInfo(job).EnumerateFiles().Select(file => file.LastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(job)).Max();
        }
        catch (DirectoryNotFoundException)
        {
            return DateTime.MaxValue;
        }
    }

    private static SafeFileHandle CreateTemporary(string folder)
    {
        if (File.Exists(Path.Combine(folder, InputName)))
        {
            throw new InvalidOperationException($"The job '{Path.GetFileName(folder)}' has an input already; it is written once.");
        }

        DurableFolder.Create(folder);
        return File.OpenHandle(Path.Combine(folder, TemporaryName), FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
    }

    /// <summary>Copies to the end. Only what the file throws becomes an error of the store; the input belongs to the caller.</summary>
    private static async Task<long> CopyAsync(Stream input, SafeFileHandle file, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var size = 0L;
            while (await input.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                if (read > maxBytes - size)
                {
                    throw new JobInputTooLargeException(maxBytes);
                }

                size += DurableFolder.Access(() => Write(file, buffer.AsSpan(0, read), size));
            }

            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Write(SafeFileHandle file, ReadOnlySpan<byte> content, long offset)
    {
        RandomAccess.Write(file, content, offset);
        return content.Length;
    }

    private static bool Name(SafeFileHandle temporary, string folder)
    {
        RandomAccess.FlushToDisk(temporary);
        File.Move(Path.Combine(folder, TemporaryName), Path.Combine(folder, InputName), overwrite: false);
        DirectoryFlush.Flush(folder);
        return true;
    }

    private static FileStream? OpenOrNull(string path, long offset)
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = BufferBytes,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
            file.Position = offset;
            return file;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The job has no files.
        }

        return true;
    }

    private string FolderOf(string id)
    {
        JobId.Check(id);
        return Path.Combine(_root, id);
    }
}
