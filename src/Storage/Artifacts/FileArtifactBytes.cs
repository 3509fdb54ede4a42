using System.Buffers;
using System.Security.Cryptography;

namespace Berlin.Storage.Artifacts;

/// <summary>Reads the file of an artifact.</summary>
internal static class FileArtifactBytes
{
    /// <summary>Bytes that are read or written at once.</summary>
    public const int PieceBytes = 128 * 1_024;

    /// <summary>Opens the file; null where it has gone meanwhile.</summary>
    public static Stream? Open(FileInfo file)
    {
        // A pipe or a device in the place of a file has no length, and is not opened: that could wait for ever.
        if (file.Length == 0)
        {
            return Stream.Null;
        }

        try
        {
            return new FileStream(file.FullName, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Digest and length of what the file holds; null where it has gone meanwhile. Blocks until it is read.</summary>
    public static StoredArtifact? Measure(FileInfo file, CancellationToken cancellationToken)
    {
        using var stream = Open(file);
        if (stream is null)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var size = 0L;
            while (stream.Read(buffer, 0, PieceBytes) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                size += read;
            }

            return new StoredArtifact(ArtifactDigest.FromHash(hash.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
