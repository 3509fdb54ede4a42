using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Berlin.Storage.Artifacts;

/// <summary>An artifact in a temporary file, hashed on its way there. Disposing of it removes the file, unless it was renamed.</summary>
internal sealed class ReceivedArtifact : IDisposable
{
    private ReceivedArtifact(string path, ArtifactDigest digest, long sizeBytes)
    {
        Path = path;
        Digest = digest;
        SizeBytes = sizeBytes;
    }

    /// <summary>The temporary file.</summary>
    public string Path { get; }

    /// <inheritdoc cref="IArtifactUpload.Digest"/>
    public ArtifactDigest Digest { get; }

    /// <inheritdoc cref="IArtifactUpload.SizeBytes"/>
    public long SizeBytes { get; }

    /// <inheritdoc cref="IArtifactStore.ReceiveAsync"/>
    /// <param name="folder">Where the temporary file goes.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="maxBytes">Most of them.</param>
    /// <param name="isFlushed">Whether the file must survive a power cut once it is renamed.</param>
    /// <param name="cancellationToken">Ends the receiving.</param>
    public static async Task<ReceivedArtifact> ReceiveAsync(string folder, Stream content, long maxBytes, bool isFlushed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var path = NewFileName.Temporary(folder);
        var file = await DurableFolder.AccessAsync(() => Create(path), cancellationToken).ConfigureAwait(false);
        var isReceived = false;
        try
        {
            ReceivedArtifact received;
            using (file)
            {
                var (digest, size) = await CopyAsync(content, file, maxBytes, cancellationToken).ConfigureAwait(false);
                received = new ReceivedArtifact(path, digest, size);
                if (isFlushed)
                {
                    DurableFolder.Access(() => Flush(file));
                }
            }

            isReceived = true;
            return received;
        }
        finally
        {
            if (!isReceived)
            {
                Remove(path);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => Remove(Path);

    private static SafeFileHandle Create(string path) => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);

    /// <summary>Copies to the end. Only what the file throws becomes an error of the store; the content belongs to the caller.</summary>
    private static async Task<(ArtifactDigest Digest, long SizeBytes)> CopyAsync(Stream content, SafeFileHandle file, long maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(FileArtifactBytes.PieceBytes);
        try
        {
            var size = 0L;
            while (await content.ReadAsync(buffer.AsMemory(0, FileArtifactBytes.PieceBytes), cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                if (read > maxBytes - size)
                {
                    throw new ArtifactTooLargeException(maxBytes);
                }

                hash.AppendData(buffer, 0, read);
                size += DurableFolder.Access(() => Write(file, buffer.AsSpan(0, read), size));
            }

            return (ArtifactDigest.FromHash(hash.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Write(SafeFileHandle file, ReadOnlySpan<byte> piece, long offset)
    {
        RandomAccess.Write(file, piece, offset);
        return piece.Length;
    }

    private static bool Flush(SafeFileHandle file)
    {
        RandomAccess.FlushToDisk(file);
        return true;
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next open of the folder removes it; what happened before is what the caller has to hear of.
        }
    }
}
