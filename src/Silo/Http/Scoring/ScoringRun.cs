using System.Buffers;
using System.Runtime.ExceptionServices;
using Berlin.Grains;

namespace Berlin.Silo.Http.Scoring;

/// <summary>
/// Reads rows, has them scored and writes them, a slice at a time: while the model scores one slice, the next is read,
/// and while it scores that, the first is written. Holds two slices, whatever the length of the input. Serves one
/// caller at a time.
/// </summary>
internal sealed class ScoringRun(RowInput input, IRowReader reader, IRowWriter writer, SliceScorer scorer, int sliceRows, string? defaultEntity) : IAsyncDisposable
{
    private readonly ArrayBufferWriter<byte> _output = new(32 * 1024);
    private readonly CancellationTokenSource _ending = new();
    private Scoring? _next;
    private ExceptionDispatchInfo? _fault;
    private long _nextRow = 1;

    /// <summary>Reads the header row, where there is one.</summary>
    /// <returns>What the answer begins with, before its rows; valid until the first piece is asked for.</returns>
    /// <exception cref="BerlinException"><c>request.invalid</c>, <c>request.too_large</c>.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> BeginAsync(CancellationToken cancellationToken)
    {
        int consumed;
        while (!reader.TryReadStart(input.Bytes, input.IsEnd, out consumed))
        {
            await input.ReadAsync(cancellationToken);
        }

        input.Consume(consumed);
        _output.ResetWrittenCount();
        writer.WriteStart(_output);
        return _output.WrittenMemory;
    }

    /// <summary>Goes on behind rows that were scored before.</summary>
    /// <param name="offset">Where in the input the last of them ends.</param>
    /// <param name="rows">How many there were.</param>
    public void Resume(long offset, long rows)
    {
        input.Seek(offset);
        _nextRow = rows + 1;
    }

    /// <summary>The next scored rows; null after the last.</summary>
    /// <exception cref="BerlinException">
    /// <c>request.invalid</c> where rows cannot be told apart any more, <c>model.not_found</c>, and passing faults that did
    /// not pass. Every row that came before was returned.
    /// </exception>
    public async ValueTask<ScoredPiece?> NextAsync(CancellationToken cancellationToken)
    {
        var current = _next ?? Begin(await ReadAsync(mayWait: true, cancellationToken));
        if (current is null)
        {
            return null;
        }

        _next = await ReadAheadAsync(cancellationToken);
        var (slice, scoring) = current;
        var scores = await scoring.WaitAsync(cancellationToken);
        _output.ResetWrittenCount();
        writer.Write(slice, scores, _output);
        var failed = slice.Rows.Count - slice.InstanceCount + scores.Failed;
        return new ScoredPiece(_output.WrittenMemory, slice.Rows.Count, failed, slice.EndOffset);
    }

    /// <summary>The line that says that the answer ends before its time; valid until the run is used again.</summary>
    public ReadOnlyMemory<byte> Cut(RowFault fault)
    {
        _output.ResetWrittenCount();
        writer.WriteCut(fault, _output);
        return _output.WrittenMemory;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_next is { } next)
        {
            // What is on its way ends before what it uses goes.
            await ((Task)next.Scores).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        _ending.Dispose();
        (writer as IDisposable)?.Dispose();
    }

    private Scoring? Begin(RowSlice? slice) => slice is null ? null : new Scoring(slice, scorer.ScoreAsync(slice, _ending.Token));

    /// <summary>
    /// The slice after the one that is being scored, as far as it has arrived: a client that waits for answers before it
    /// sends on is not made to wait. A fault in it is told after the rows before it.
    /// </summary>
    private async ValueTask<Scoring?> ReadAheadAsync(CancellationToken cancellationToken)
    {
        if (_fault is not null)
        {
            return null;
        }

        try
        {
            return Begin(await ReadAsync(mayWait: false, cancellationToken));
        }
        catch (Exception fault) when (fault is BerlinException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Rows up to a full slice; null where none is left, or none is at hand and it may not wait.</summary>
    private async ValueTask<RowSlice?> ReadAsync(bool mayWait, CancellationToken cancellationToken)
    {
        _fault?.Throw();
        var slice = new RowSlice(_nextRow, sliceRows, defaultEntity);
        try
        {
            await FillAsync(slice, mayWait, cancellationToken);
        }
        catch (Exception fault) when (fault is BerlinException or IOException or OperationCanceledException)
        {
            _fault = ExceptionDispatchInfo.Capture(fault);
            if (slice.Rows.Count == 0)
            {
                throw;
            }
        }

        _nextRow = slice.NextRow;
        return slice.Rows.Count > 0 ? slice : null;
    }

    private async ValueTask FillAsync(RowSlice slice, bool mayWait, CancellationToken cancellationToken)
    {
        while (true)
        {
            TakeRows(slice);
            var isPartAnAnswer = !mayWait || slice.Rows.Count > 0;
            if (slice.IsFull || input.IsEnd || (isPartAnAnswer && !input.IsAtHand(cancellationToken)))
            {
                return;
            }

            await input.ReadAsync(cancellationToken);
        }
    }

    private void TakeRows(RowSlice slice)
    {
        while (!slice.IsFull)
        {
            var isRow = reader.TryRead(input.Buffer, input.Start, input.End, input.IsEnd, slice, out var consumed);
            input.Consume(consumed);
            if (!isRow)
            {
                return;
            }

            slice.EndOffset = input.Offset;
        }
    }

    /// <summary>A slice on its way through the model.</summary>
    private sealed record Scoring(RowSlice Slice, Task<SliceScores> Scores);
}
