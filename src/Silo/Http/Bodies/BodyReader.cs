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
                    throw new BerlinException(ErrorCodes.RequestTimedOut, $"The body did not arrive within {_timeout.TotalSeconds:0.###} seconds.");
                }

                if (body.Length + read.Buffer.Length > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

                body.Append(read.Buffer, maxBytes);
                reader.AdvanceTo(read.Buffer.End);
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
