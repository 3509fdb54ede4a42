using System.Runtime.CompilerServices;
using Amazon.S3.Model;

namespace Berlin.Storage.Artifacts;

/// <summary>Artifacts as objects of an S3 bucket, of one process or of any number of them at once. Disposing of it closes its connections.</summary>
/// <remarks>
/// An artifact is received into a file of this machine, because its name is known only at its end, and sent from there: in one request, or in
/// parts where it is larger than one. An object is there whole or not at all. What a crash leaves of an upload in parts is nobody's: a rule
/// of the bucket (<c>AbortIncompleteMultipartUpload</c>) clears it.
/// </remarks>
public sealed class S3ArtifactStore : IArtifactStore, IDisposable
{
    private static readonly ArtifactDigest OfNothing = ArtifactDigest.Of([]);

    private readonly S3Bucket _bucket;
    private readonly string _prefix;
    private readonly string _spoolFolder;
    private readonly int _partSizeBytes;

    private S3ArtifactStore(S3Bucket bucket, string prefix, string spoolFolder, int partSizeBytes)
    {
        _bucket = bucket;
        _prefix = prefix;
        _spoolFolder = spoolFolder;
        _partSizeBytes = partSizeBytes;
    }

    /// <summary>Opens the store, creates the spool folder where it is missing, and removes temporary files that a crash left in it. Asks nothing of the service.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the text names every fault.</exception>
    /// <exception cref="DataFolderException">The spool folder cannot be written.</exception>
    public static S3ArtifactStore Open(S3ArtifactStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        var spool = Path.GetFullPath(options.SpoolFolder);
        DurableFolder.Prepare(spool, () => NewFileName.RemoveLeftovers(spool, isShared: false));
        return new S3ArtifactStore(new S3Bucket(options, time), options.Prefix, spool, options.PartSizeBytes);
    }

    /// <inheritdoc />
    public async Task<IArtifactUpload> ReceiveAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        await DurableFolder.AccessAsync(() => Directory.CreateDirectory(_spoolFolder), cancellationToken).ConfigureAwait(false);
        var received = await ReceivedArtifact.ReceiveAsync(_spoolFolder, content, maxBytes, isFlushed: false, cancellationToken).ConfigureAwait(false);
        return new S3ArtifactUpload(_bucket, KeyOf(received.Digest), received, _partSizeBytes);
    }

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(ArtifactDigest digest, CancellationToken cancellationToken)
    {
        // All of it, as a range: otherwise the SDK takes the ETag for an MD5 and compares it, which it is not with every service, and
        // which calls what is damaged a failed request. No bytes have no range.
        var range = digest == OfNothing ? null : new ByteRange("bytes=0-");
        var request = new GetObjectRequest { BucketName = _bucket.Name, Key = KeyOf(digest), ByteRange = range };
        try
        {
            var answer = await _bucket.AskAsync((client, token) => client.GetObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
            return new ArtifactReadStream(answer.ResponseStream, answer, _bucket.Place, _bucket.Patience);
        }
        catch (StoreUnavailableException exception) when (S3Bucket.IsMissing(exception))
        {
            return null;
        }
        catch (StoreUnavailableException exception) when (S3Bucket.IsEmpty(exception))
        {
            return Stream.Null;
        }
    }

    /// <inheritdoc />
    public Task DeleteAsync(ArtifactDigest digest, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = _bucket.Name, Key = KeyOf(digest) };
        return _bucket.AskAsync((client, token) => client.DeleteObjectAsync(request, token), cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredArtifact> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket.Name, Prefix = _prefix };
        bool isMore;
        do
        {
            var page = await _bucket.AskAsync((client, token) => client.ListObjectsV2Async(request, token), cancellationToken).ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                if (ArtifactDigest.TryParse(item.Key.AsSpan(_prefix.Length), out var digest))
                {
                    yield return new StoredArtifact(digest, item.Size ?? 0);
                }
            }

            isMore = page.IsTruncated == true && !string.IsNullOrEmpty(page.NextContinuationToken);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (isMore);
    }

    /// <inheritdoc />
    public void Dispose() => _bucket.Dispose();

    private string KeyOf(ArtifactDigest digest) => _prefix + digest;
}
