using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Pipelines;
using Berlin.Actors.Wire;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>The frames that wait to be sent. Many threads add, one sends: what has come together meanwhile goes out at once.</summary>
internal sealed class FrameQueue
{
    public const int HeadBytes = sizeof(uint);

    private readonly Lock _gate = new();
    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: 0,
        minimumSegmentSize: TransportOptions.BlockBytes,
        useSynchronizationContext: false));

    private long _bytes;
    private int _frames;
    private bool _isClosed;

    public SendResult Add(ReadOnlySpan<byte> frame)
    {
        if (frame.IsEmpty || frame.Length > WireBounds.MaxFrameBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(frame), frame.Length, $"A frame is 1 to {WireBounds.MaxFrameBytes} bytes.");
        }

        lock (_gate)
        {
            if (_isClosed)
            {
                return SendResult.Closed;
            }

            if (_frames >= WireBounds.MaxQueuedFrames || (_frames > 0 && _bytes + frame.Length > WireBounds.MaxQueuedBytes))
            {
                return SendResult.Full;
            }

            _frames++;
            _bytes += frame.Length + HeadBytes;
            BinaryPrimitives.WriteUInt32LittleEndian(_pipe.Writer.GetSpan(HeadBytes), (uint)frame.Length);
            _pipe.Writer.Advance(HeadBytes);
            _pipe.Writer.Write(frame);

            // It never waits, because the bounds above are the only ones.
            var flushed = _pipe.Writer.FlushAsync();
            Debug.Assert(flushed.IsCompleted, "The pipe has no bound of its own.");
            return SendResult.Queued;
        }
    }

    /// <summary>Takes no more frames; what waits is still sent.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _pipe.Writer.Complete();
            }
        }
    }

    /// <summary>Sends what waits and what comes, until the queue is closed and empty.</summary>
    /// <param name="send">Writes whole frames and returns when they are on their way.</param>
    /// <param name="cancellationToken">Drops what waits.</param>
    public async Task SendAllAsync(Func<ReadOnlySequence<byte>, CancellationToken, ValueTask> send, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var result = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var waiting = result.Buffer;
                if (!waiting.IsEmpty)
                {
                    var frames = CountFrames(waiting);
                    await send(waiting, cancellationToken).ConfigureAwait(false);
                    var bytes = waiting.Length;
                    _pipe.Reader.AdvanceTo(waiting.End);
                    lock (_gate)
                    {
                        _frames -= frames;
                        _bytes -= bytes;
                    }
                }
                else if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            Close();
            await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static int CountFrames(ReadOnlySequence<byte> frames)
    {
        var count = 0;
        for (var rest = frames; !rest.IsEmpty; count++)
        {
            rest = rest.Slice(HeadBytes + FrameStream.LengthOf(rest));
        }

        return count;
    }
}
