using System.Text.Json;
using Berlin.Grains;

namespace Berlin.Http;

/// <summary>Writes <c>{"error","code"}</c> with the status and the headers that belong to the code.</summary>
public static class ErrorAnswer
{
    /// <summary>Seconds after which a client may repeat a call that met a passing fault.</summary>
    private const string RetryAfterSeconds = "1";

    /// <summary>Answers with the error; the response must not have started.</summary>
    public static void Write(HttpContext context, string code, string text)
    {
        if (!ErrorTable.TryFind(code, out var row))
        {
            code = ErrorCodes.ServerFault;
            _ = ErrorTable.TryFind(code, out row);
        }

        var response = context.Response;
        if (row.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }
        else if (row.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (row.Elsewhere != Elsewhere.Never)
        {
            response.Headers[SiloHeaders.Error] = code;
        }

        JsonAnswer.Write(response, row.Status, (Code: code, Text: row.FixedText ?? text), WriteBody);
    }

    private static void WriteBody(Utf8JsonWriter json, (string Code, string Text) error)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, error.Text);
        json.WriteString("code"u8, error.Code);
        json.WriteEndObject();
    }
}
