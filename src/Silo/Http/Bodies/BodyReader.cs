using System.Buffers;
using System.IO.Pipelines;
using Berlin.Grains;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Bodies;

/// <summary>Reads whole request bodies, bounded in bytes and time, whether or not they tell their length.</summary>
internal sealed class BodyReader(BodyBudget budget, IOptions<HttpLimitsOptions> limits, TimeProvider time)
{
    private readonly TimeSpan _timeout = limits.Value.BodyTimeout;

    /// <summary>The body of <paramref name="request"/>. The caller disposes it.</summary>
    /// <exception cref="BerlinException"><c>request.too_large</c>, <c>request.timed_out</c>, <c>server.unavailable</c>.</exception>
    public async ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var body = new RequestBody(budget);
        var isWhole = false;
        try
        {
            await FillAsync(body, request, maxBytes);
            isWhole = true;
            return body;
        }
        finally
        {
            if (!isWhole)
            {
                body.Dispose();
            }
        }
    }

    private static BerlinException TooLarge(int maxBytes) =>
        new(ErrorCodes.RequestTooLarge, $"The body is larger than {maxBytes} bytes, the most that this route takes.");

    /// <summary>
    /// Adds what was read, within the bound. The reader is told that it is done either way: the server reads the rest
    /// of a refused body away, so that a client which is still sending gets to see the answer.
    /// </summary>
    private static bool TryAppend(RequestBody body, in ReadOnlySequence<byte> read, PipeReader reader, int maxBytes)
    {
        try
        {
            if (body.Length + read.Length > maxBytes)
            {
                return false;
            }

            body.Append(read, maxBytes);
            return true;
        }
        finally
        {
            reader.AdvanceTo(read.End);
        }
    }

    private async ValueTask FillAsync(RequestBody body, HttpRequest request, int maxBytes)
    {
        var reader = request.BodyReader;
        ITimer? deadline = null;
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var read))
                {
                    // Most bodies have arrived with their headers; only one that has not costs a timer.
                    deadline ??= time.CreateTimer(static reader => ((PipeReader)reader!).CancelPendingRead(), reader, _timeout, Timeout.InfiniteTimeSpan);
                    read = await reader.ReadAsync(request.HttpContext.RequestAborted);
                }

                if (read.IsCanceled)
                {
                    reader.AdvanceTo(read.Buffer.Start);
                    throw new BerlinException(ErrorCodes.RequestTimedOut, $"The body did not arrive within {_timeout.TotalSeconds:0.###} seconds.");
                }

                if (!TryAppend(body, read.Buffer, reader, maxBytes))
                {
                    throw TooLarge(maxBytes);
                }

                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            if (deadline is not null)
            {
                await deadline.DisposeAsync();
            }
        }
    }
}
