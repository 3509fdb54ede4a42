using Berlin.Grains;
using Berlin.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Berlin.Gateway.Errors;

/// <summary>The edge at which what the gateway or its proxy cannot do becomes an answer in the documented form.</summary>
internal sealed partial class GatewayErrorEdge(RequestDelegate next, GatewayOptions options, ILogger<GatewayErrorEdge> logger)
{
    /// <summary>What proxies write into access logs where the client left before the answer; nobody receives it.</summary>
    private const int StatusClientClosedRequest = 499;

    private const string SiloAway = "The silo did not answer, and the outcome is unknown; repeat the call.";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted)
            {
                AnswerBareStatus(context);
            }
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

    private void AnswerBareStatus(HttpContext context)
    {
        var response = context.Response;
        if (context.GetForwarderErrorFeature() is { } failure)
        {
            AnswerForwarder(context, failure);
        }
        else if (response.ContentLength is null && response.StatusCode == StatusCodes.Status404NotFound)
        {
            ErrorAnswer.Write(context, ErrorCodes.RouteNotFound, "There is no such route.");
        }
        else if (response.ContentLength is null && response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            ErrorAnswer.Write(
                context, ErrorCodes.RouteMethodNotAllowed, $"The route does not take the method {context.Request.Method}; it takes {response.Headers.Allow}.");
        }
    }

    /// <summary>The proxy has set a status that fits whose fault it was; the client's own keep theirs, the rest is ours.</summary>
    private void AnswerForwarder(HttpContext context, IForwarderErrorFeature failure)
    {
        LogForwarder(failure.Exception, failure.Error);
        AnswerStatus(context, context.Response.StatusCode);
    }

    private void AnswerStatus(HttpContext context, int status)
    {
        switch (status)
        {
            case StatusCodes.Status413PayloadTooLarge:
                ErrorAnswer.Write(context, ErrorCodes.RequestTooLarge, $"The body is larger than {options.MaxBodyBytes} bytes, the most that any route takes.");
                break;
            case StatusCodes.Status408RequestTimeout:
                ErrorAnswer.Write(context, ErrorCodes.RequestTimedOut, "The body arrived too slowly.");
                break;
            case StatusCodes.Status400BadRequest:
                ErrorAnswer.Write(context, ErrorCodes.RequestInvalid, "The body is not framed as HTTP asks for, or ended early.");
                break;
            default:
                ErrorAnswer.Write(context, ErrorCodes.SiloUnavailable, SiloAway);
                break;
        }
    }

    private void Answer(HttpContext context, Exception exception)
    {
        if (context.Response.HasStarted)
        {
            LogFault(exception);
            context.Abort();
            return;
        }

        switch (exception)
        {
            case BerlinException error when ErrorTable.TryFind(error.Code, out _):
                ErrorAnswer.Write(context, error.Code, error.Message);
                break;
            case BadHttpRequestException broken:
                AnswerStatus(context, broken.StatusCode);
                break;
            case TimeoutException or OrleansMessageRejectionException or LimitExceededException:
                ErrorAnswer.Write(context, ErrorCodes.SiloUnavailable, SiloAway);
                break;
            default:
                LogFault(exception);
                ErrorAnswer.Write(context, ErrorCodes.ServerFault, "");
                break;
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "A request failed in a way that the gateway does not expect.")]
    private partial void LogFault(Exception exception);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Debug, Message = "A request was not forwarded to its end: {Error}.")]
    private partial void LogForwarder(Exception? exception, ForwarderError error);
}
