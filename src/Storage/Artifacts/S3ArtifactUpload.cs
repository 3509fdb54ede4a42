using Amazon.S3.Model;

namespace Berlin.Storage.Artifacts;

/// <summary>Sends a received artifact to a bucket.</summary>
internal sealed class S3ArtifactUpload(S3Bucket bucket, string key, ReceivedArtifact received, int partSizeBytes) : IArtifactUpload
{
    /// <summary>Most parts that S3 puts together.</summary>
    private const int MaxParts = 10_000;

    /// <inheritdoc />
    public ArtifactDigest Digest => received.Digest;

    /// <inheritdoc />
    public long SizeBytes => received.SizeBytes;

    /// <inheritdoc />
    public Task StoreAsync(CancellationToken cancellationToken) =>
        SizeBytes <= partSizeBytes ? SendWholeAsync(cancellationToken) : SendPartsAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        received.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<PutObjectResponse> SendWholeAsync(CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest { BucketName = bucket.Name, Key = key, FilePath = received.Path, UseChunkEncoding = false };
        return bucket.AskAsync((client, token) => client.PutObjectAsync(request, token), cancellationToken);
    }

    private async Task SendPartsAsync(CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = bucket.Name, Key = key };
        var begun = await bucket.AskAsync((client, token) => client.InitiateMultipartUploadAsync(begin, token), cancellationToken).ConfigureAwait(false);
        var isComplete = false;
        try
        {
            var parts = await SendEachPartAsync(begun.UploadId, cancellationToken).ConfigureAwait(false);
            var complete = new CompleteMultipartUploadRequest { BucketName = bucket.Name, Key = key, UploadId = begun.UploadId, PartETags = parts };
            await bucket.AskAsync((client, token) => client.CompleteMultipartUploadAsync(complete, token), cancellationToken).ConfigureAwait(false);
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                await AbandonAsync(begun.UploadId).ConfigureAwait(false);
            }
        }
    }

    private async Task<List<PartETag>> SendEachPartAsync(string uploadId, CancellationToken cancellationToken)
    {
        var size = Math.Max(partSizeBytes, (SizeBytes + MaxParts - 1) / MaxParts);
        var parts = new List<PartETag>();
        for (var offset = 0L; offset < SizeBytes; offset += size)
        {
            var number = parts.Count + 1;
            var request = new UploadPartRequest
            {
                BucketName = bucket.Name,
                Key = key,
                UploadId = uploadId,
                PartNumber = number,
                FilePath = received.Path,
                FilePosition = offset,
                PartSize = Math.Min(size, SizeBytes - offset),
                UseChunkEncoding = false,
            };
            var sent = await bucket.AskAsync((client, token) => client.UploadPartAsync(request, token), cancellationToken).ConfigureAwait(false);
            parts.Add(new PartETag(number, sent.ETag));
        }

        return parts;
    }

    private async Task AbandonAsync(string uploadId)
    {
        var request = new AbortMultipartUploadRequest { BucketName = bucket.Name, Key = key, UploadId = uploadId };
        try
        {
            // Also where the caller has given up: the parts cost money as long as they lie there.
            await bucket.AskAsync((client, token) => client.AbortMultipartUploadAsync(request, token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The rule of the bucket clears them; what failed before is what the caller has to hear of.
        }
    }
}
