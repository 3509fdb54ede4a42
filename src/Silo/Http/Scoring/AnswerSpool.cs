using System.Threading.Channels;
using Berlin.Grains;

namespace Berlin.Silo.Http.Scoring;

/// <summary>
/// Stands between what is scored and a client that may send its whole body before it reads a byte of the answer: what
/// the client has not taken is held, a little in memory and the rest in a temporary file, so that neither waits for
/// the other forever. One writer, one reader.
/// </summary>
internal sealed class AnswerSpool(long maxHeldBytes, TimeSpan timeout, TimeProvider time) : IDisposable
{
    /// <summary>Bytes that wait in memory. A client that reads while it sends never has more waiting.</summary>
    private const int MaxMemoryBytes = 512 * 1024;

    /// <summary>Bytes that are given to the connection at a time.</summary>
    private const int ChunkBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _memory = new();
    private readonly Channel<bool> _written = NewSignal();
    private readonly Channel<bool> _taken = NewSignal();
    private readonly CancellationTokenSource _stalled = new(Timeout.InfiniteTimeSpan, time);
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private SpillFile? _file;
    private long _memoryBytes;
    private long _fileStart;
    private long _fileEnd;
    private bool _isSpilling;
    private bool _isWritingFile;
    private bool _isComplete;
    private volatile bool _isWaiting;
    private volatile bool _mustTake;

    private enum Place
    {
        Memory,
        File,
        None,
    }

    /// <summary>Adds a copy of <paramref name="bytes"/>. Waits while as much as may be is held.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // The reader takes an empty piece for the end.
        while (!bytes.IsEmpty)
        {
            switch (PlaceFor(bytes))
            {
                case Place.Memory:
                    _written.Writer.TryWrite(true);
                    return;
                case Place.File:
                    await SpillAsync(bytes);
                    _written.Writer.TryWrite(true);
                    return;
                default:
                    Pace(isWaiting: true);
                    await _taken.Reader.ReadAsync(cancellationToken);
                    Pace(isWaiting: false);
                    break;
            }
        }
    }

    /// <summary>From here on the client has nothing to send, so it must take what is held: each 64 KiB within the timeout.</summary>
    public void RequireTaking()
    {
        _mustTake = true;
        Pace(_isWaiting);
    }

    /// <summary>Nothing is added any more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
        }

        RequireTaking();
        _written.Writer.TryWrite(true);
    }

    /// <summary>Gives everything to <paramref name="output"/>; ends after <see cref="Complete"/>.</summary>
    /// <exception cref="BerlinException"><c>request.timed_out</c>: the client takes nothing while it must.</exception>
    public async Task CopyToAsync(Stream output, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stalled.Token);
        try
        {
            while (await TakeAsync(ending.Token) is { IsEmpty: false } chunk)
            {
                await output.WriteAsync(chunk, ending.Token);
                Pace(_isWaiting);
                _taken.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException) when (_stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BerlinException(ErrorCodes.RequestTimedOut, $"The client took nothing of the answer for {timeout.TotalSeconds:0.###} seconds.");
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _stalled.Dispose();
    }

    private static Channel<bool> NewSignal() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Place PlaceFor(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (!_isSpilling && (_memoryBytes == 0 || _memoryBytes + bytes.Length <= MaxMemoryBytes))
            {
                _memory.Enqueue(bytes.ToArray());
                _memoryBytes += bytes.Length;
                return Place.Memory;
            }

            if (_fileEnd + bytes.Length > maxHeldBytes && _fileEnd > _fileStart)
            {
                return Place.None;
            }

            // From here on everything goes through the file, in order, until the file is empty.
            _isSpilling = true;
            _isWritingFile = true;
            return Place.File;
        }
    }

    private async ValueTask SpillAsync(ReadOnlyMemory<byte> bytes)
    {
        _file ??= new SpillFile();
        await _file.WriteAsync(bytes, _fileEnd);
        lock (_gate)
        {
            _fileEnd += bytes.Length;
            _isWritingFile = false;
        }
    }

    /// <summary>What the client is to be given next; empty after the last.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            long fileBytes;
            lock (_gate)
            {
                if (_memory.TryDequeue(out var held))
                {
                    _memoryBytes -= held.Length;
                    return held;
                }

                fileBytes = _fileEnd - _fileStart;
                if (fileBytes == 0 && _isSpilling && !_isWritingFile)
                {
                    _isSpilling = false;
                    _fileStart = _fileEnd = 0;
                    _file?.Clear();
                }

                if (fileBytes == 0 && _isComplete)
                {
                    return default;
                }
            }

            if (fileBytes > 0)
            {
                var count = await _file!.ReadAsync(_chunk.AsMemory(0, (int)Math.Min(fileBytes, ChunkBytes)), _fileStart);
                lock (_gate)
                {
                    _fileStart += count;
                }

                return _chunk.AsMemory(0, count);
            }

            await _written.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Begins the client's time anew, where it must take something.</summary>
    private void Pace(bool isWaiting)
    {
        _isWaiting = isWaiting;
        _stalled.CancelAfter(isWaiting || _mustTake ? timeout : Timeout.InfiniteTimeSpan);
    }
}
