using Berlin.Grains;

namespace Berlin.Silo.Http.Scoring;

/// <summary>
/// A request's body of any length, whose sender may be slow but not silent. The rate, too, has a floor where a client
/// is connected (1 KiB/s, see docs/reference/limits.md); this bounds silence on every way that a body may have come.
/// </summary>
internal sealed class PacedBody : Stream
{
    private readonly Stream _body;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _silence;

    public PacedBody(Stream body, TimeSpan timeout, TimeProvider time)
    {
        _body = body;
        _timeout = timeout;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether the body was read to its end.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>Reads what has come, or waits for it. The token is not looked at: a client that leaves ends the read by itself.</summary>
    /// <exception cref="BerlinException"><c>request.timed_out</c>.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = _body.ReadAsync(buffer, _silence.Token);
        var count = await (reading.IsCompletedSuccessfully ? reading : WaitAsync(reading));
        BytesRead += count;
        IsEnd |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _silence.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> WaitAsync(ValueTask<int> reading)
    {
        _silence.CancelAfter(_timeout);
        try
        {
            return await reading;
        }
        catch (OperationCanceledException) when (_silence.IsCancellationRequested)
        {
            throw new BerlinException(ErrorCodes.RequestTimedOut, $"Nothing of the body arrived for {_timeout.TotalSeconds:0.###} seconds.");
        }
        finally
        {
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}
