using Berlin.Grains;
using Berlin.Http;

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

        var fault = RequestFault.Of(exception, context);
        if (fault.IsDefect)
        {
            LogFault(exception, context.Request.Method, context.GetEndpoint()?.DisplayName);
        }

        ErrorAnswer.Write(context, fault.Code, fault.Text);
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "{Method} on {Endpoint} failed in a way that Berlin does not expect.")]
    private partial void LogFault(Exception exception, string method, string? endpoint);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "{Method} failed after its answer had begun; the connection is cut.")]
    private partial void LogFailedAfterStart(Exception exception, string method);
}
