using System.Net;

namespace Berlin.Client;

/// <summary>The server understood the call and refused it.</summary>
/// <remarks>State on the server is unchanged unless the call's documentation says otherwise.</remarks>
public sealed class BerlinApiException : Exception
{
    /// <summary>Code of an answer that is not of Berlin's documented shape, for example from a proxy in between.</summary>
    public const string UnknownAnswerCode = "answer.unknown";

    /// <summary>Makes the exception from the parts of an error answer.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Stable code, for example <c>model.not_found</c>.</param>
    /// <param name="message">The server's text for people.</param>
    /// <param name="retryAfter">The server's <c>Retry-After</c>, when it sent one.</param>
    public BerlinApiException(HttpStatusCode status, string code, string message, TimeSpan? retryAfter = null)
        : base(message)
    {
        Status = status;
        Code = code;
        RetryAfter = retryAfter;
    }

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>Stable code, for example <c>model.not_found</c>; docs/reference/errors.md lists them.</summary>
    public string Code { get; }

    /// <summary>How long the server asks to wait before the call is repeated; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the same call may succeed when it is repeated (429 and 503).</summary>
    public bool IsTransient => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
}
