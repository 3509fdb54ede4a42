namespace Berlin.Storage.Artifacts;

/// <summary>What a store gives to read: once, from front to back. An error of the store below it is a <see cref="StoreUnavailableException"/>.</summary>
/// <param name="content">The bytes; closed with this stream.</param>
/// <param name="source">What else is to be closed with it.</param>
/// <param name="place">What errors speak of: <c>The disk</c>.</param>
/// <param name="patience">How long a read may wait for its first byte, and by whose clock; null for ever.</param>
internal sealed class ArtifactReadStream(Stream content, IDisposable? source, string place, (TimeSpan Bound, TimeProvider Time)? patience) : Stream
{
    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var late = patience is { } bound ? new CancellationTokenSource(bound.Bound, bound.Time) : null;
        using var either = late is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await content.ReadAsync(buffer, either?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (late is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"{place} cannot do this now: it gave no bytes for {patience!.Value.Bound.TotalSeconds} s.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            throw Unavailable(exception);
        }
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return content.Read(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            throw Unavailable(exception);
        }
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            source?.Dispose();
        }

        base.Dispose(disposing);
    }

    private StoreUnavailableException Unavailable(Exception exception) => new($"{place} cannot do this now: {exception.Message}", exception);
}
