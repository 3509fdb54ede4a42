using Berlin.Grains;
using Berlin.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Silo.Http.Errors;

/// <summary>What a caller is told of a failure.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Text">One sentence for people.</param>
/// <param name="IsDefect">Whether someone must look at the log.</param>
internal readonly record struct RequestFault(string Code, string Text, bool IsDefect)
{
    /// <summary>Puts an exception into the words of the error table.</summary>
    public static RequestFault Of(Exception exception, HttpContext context)
    {
        var (code, text) = exception switch
        {
            BerlinException error => (error.Code, error.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (ErrorCodes.RequestTooLarge, TooLarge(context)),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => (ErrorCodes.RequestTimedOut, "The body arrived too slowly."),
            BadHttpRequestException => (ErrorCodes.RequestInvalid, "The body is not framed as HTTP asks for, or ended early."),
            TimeoutException => (ErrorCodes.SiloUnavailable, "The answer took too long and its outcome is unknown; repeat the call."),
            SiloUnavailableException => (ErrorCodes.SiloUnavailable, "The silo that holds this is away and the outcome is unknown; repeat the call."),
            OrleansMessageRejectionException or LimitExceededException => (ErrorCodes.ServerUnavailable, "The server has more calls waiting than it may; repeat the call."),
            _ => (ErrorCodes.ServerFault, ""),
        };
        if (!ErrorTable.TryFind(code, out var row))
        {
            code = ErrorCodes.ServerFault;
            _ = ErrorTable.TryFind(code, out row);
        }

        return new RequestFault(code, row.FixedText ?? text, row.Status == StatusCodes.Status500InternalServerError);
    }

    private static string TooLarge(HttpContext context) =>
        $"The body is larger than the server takes: {context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes with its framing.";
}
