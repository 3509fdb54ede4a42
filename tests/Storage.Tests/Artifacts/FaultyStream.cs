namespace Berlin.Storage.Tests.Artifacts;

/// <summary>A stream of bytes that comes in pieces, fails, never ends, or tells when its half is read.</summary>
internal sealed class FaultyStream(byte[] content) : Stream
{
    public int PieceBytes { get; init; } = int.MaxValue;

    /// <summary>Bytes after which reading fails.</summary>
    public long FailAfter { get; init; } = long.MaxValue;

    public bool IsEndless { get; init; }

    public Action? OnHalf { get; init; }

    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (BytesRead >= FailAfter)
        {
            throw new IOException("planned");
        }

        var start = (int)(BytesRead % content.Length);
        var left = IsEndless || BytesRead < content.Length ? content.Length - start : 0;
        var piece = content.AsSpan(start, (int)Math.Min(Math.Min(left, PieceBytes), Math.Min(buffer.Length, FailAfter - BytesRead)));
        piece.CopyTo(buffer.Span);
        var isHalf = BytesRead < content.Length / 2 && BytesRead + piece.Length >= content.Length / 2;
        BytesRead += piece.Length;
        if (isHalf)
        {
            OnHalf?.Invoke();
        }

        return ValueTask.FromResult(piece.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A store reads what it receives without blocking.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
