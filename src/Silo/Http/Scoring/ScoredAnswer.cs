using Berlin.Grains;
using Berlin.Silo.Http.Errors;

namespace Berlin.Silo.Http.Scoring;

/// <summary>
/// An answer that begins while the question still comes in. What fails after its first byte becomes its last line, and
/// the connection is cut behind it, so that an answer that is not whole is never taken for a whole one.
/// </summary>
internal sealed partial class ScoredAnswer(HttpContext context, ScoringRun run, PacedBody body, ScoringOptions options, TimeProvider time, ILogger<ScoredAnswer> logger)
{
    /// <summary>How long a connection is kept open behind the last line of a cut answer: at once, the cut would overtake the line.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    /// <summary>How long what the client still sends is read away then; a connection closed over unread bytes is reset.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    private long _rows;

    /// <summary>Answers with what the answer begins with, the first rows, and all that follow.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> start, RowFormat format, ScoredPiece? first)
    {
        using var spool = new AnswerSpool(options.MaxUnreadAnswerBytes, options.ClientTimeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        context.Response.ContentType = RowFormats.MediaTypeOf(format);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await spool.WriteAsync(start, ending.Token);
        var copying = CopyAsync(spool, ending);
        var fault = await ScoreAsync(spool, first, ending.Token);
        if (fault is { } told)
        {
            await spool.WriteAsync(run.Cut(new RowFault(told.Code, $"The answer ends after row {_rows}: {told.Text}")), ending.Token);
        }

        spool.Complete();
        try
        {
            await copying;
        }
        catch (BerlinException stalled)
        {
            LogCut(LogLevel.Information, stalled, _rows, stalled.Code);
            context.Abort();
            return;
        }

        if (fault is not null)
        {
            await LingerAsync();
            context.Abort();
        }
    }

    private async Task CopyAsync(AnswerSpool spool, CancellationTokenSource ending)
    {
        try
        {
            await spool.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch
        {
            // Nobody takes the answer any more: nothing more is read or scored for it.
            await ending.CancelAsync();
            throw;
        }
    }

    /// <summary>Scores to the end; the fault that ended it before, or null.</summary>
    private async Task<RequestFault?> ScoreAsync(AnswerSpool spool, ScoredPiece? first, CancellationToken cancellationToken)
    {
        try
        {
            for (var piece = first; piece is { } scored; piece = await run.NextAsync(cancellationToken))
            {
                await spool.WriteAsync(scored.Bytes, cancellationToken);
                _rows += scored.Rows;
                if (body.IsEnd)
                {
                    spool.RequireTaking();
                }
            }

            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The copy tells why.
            return null;
        }
        catch (Exception exception)
        {
            var fault = RequestFault.Of(exception, context);
            LogCut(fault.IsDefect ? LogLevel.Error : LogLevel.Information, exception, _rows, fault.Code);
            return fault;
        }
    }

    private async Task LingerAsync()
    {
        using var bound = new CancellationTokenSource(Drain, time);
        try
        {
            await Task.Delay(Linger, time, context.RequestAborted);
            await context.Request.Body.CopyToAsync(Stream.Null, bound.Token);
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // The client has left, or sends on; either way it had its time.
        }
    }

    [LoggerMessage(EventId = 3101, Message = "A scored answer was cut after {Rows} rows: {Code}.")]
    private partial void LogCut(LogLevel level, Exception exception, long rows, string code);
}
