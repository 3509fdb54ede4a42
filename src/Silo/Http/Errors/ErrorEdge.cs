using Berlin.Grains;
using Berlin.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Silo.Http.Errors;

/// <summary>The edge at which every failure of a request becomes an answer in the documented form.</summary>
internal sealed partial class ErrorEdge(RequestDelegate next, ILogger<ErrorEdge> logger)
{
    /// <summary>What proxies write into access logs where the client left before the answer; nobody receives it.</summary>
    private const int StatusClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            AnswerUnmatchedRoute(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusClientClosedRequest;
        }
        catch (Exception exception)
        {
            Answer(context, exception);
        }
    }

    /// <summary>Routing leaves a bare status where no route or no method fits.</summary>
    private static void AnswerUnmatchedRoute(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentLength is not null)
        {
            return;
        }

        if (response.StatusCode == StatusCodes.Status404NotFound)
        {
            ErrorAnswer.Write(context, ErrorCodes.RouteNotFound, "There is no such route.");
        }
        else if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            ErrorAnswer.Write(
                context, ErrorCodes.RouteMethodNotAllowed, $"The route does not take the method {context.Request.Method}; it takes {response.Headers.Allow}.");
        }
    }

    private void Answer(HttpContext context, Exception exception)
    {
        if (context.Response.HasStarted)
        {
            LogFailedAfterStart(exception, context.Request.Method);
            context.Abort();
            return;
        }

        var (code, text) = exception switch
        {
            BerlinException error => (error.Code, error.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (ErrorCodes.RequestTooLarge, TooLarge(context)),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => (ErrorCodes.RequestTimedOut, "The body arrived too slowly."),
            BadHttpRequestException => (ErrorCodes.RequestInvalid, "The body is not framed as HTTP asks for, or ended early."),
            TimeoutException => (ErrorCodes.ServerUnavailable, "The answer took too long and its outcome is unknown; repeat the call."),
            OrleansMessageRejectionException or LimitExceededException => (ErrorCodes.ServerUnavailable, "The server has more calls waiting than it may; repeat the call."),
            _ => (ErrorCodes.ServerFault, ""),
        };
        if (!ErrorTable.TryFind(code, out var row) || row.Status == StatusCodes.Status500InternalServerError)
        {
            LogFault(exception, context.Request.Method, context.GetEndpoint()?.DisplayName);
        }

        ErrorAnswer.Write(context, code, text);
    }

    private static string TooLarge(HttpContext context) =>
        $"The body is larger than the server takes: {context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes with its framing.";

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "{Method} on {Endpoint} failed in a way that Berlin does not expect.")]
    private partial void LogFault(Exception exception, string method, string? endpoint);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "{Method} failed after its answer had begun; the connection is cut.")]
    private partial void LogFailedAfterStart(Exception exception, string method);
}
