using Berlin.Grains;
using Microsoft.Net.Http.Headers;

namespace Berlin.Silo.Http.Bodies;

/// <summary>Checks that a body is what its route reads: JSON or lines of JSON, in UTF-8, not compressed.</summary>
internal static class MediaType
{
    /// <summary>One JSON document.</summary>
    public const string Json = "application/json";

    /// <summary>One JSON document per line.</summary>
    public const string JsonLines = "application/x-ndjson";

    /// <summary>Comma-separated values, RFC 4180.</summary>
    public const string Csv = "text/csv";

    /// <summary>Requires <see cref="Json"/>.</summary>
    /// <exception cref="BerlinException"><c>request.unsupported_media_type</c>.</exception>
    public static void RequireJson(HttpRequest request)
    {
        if (Read(request) != Json)
        {
            throw Unsupported($"The body must be {Json} in UTF-8.");
        }
    }

    /// <summary>Requires <see cref="Json"/> or <see cref="JsonLines"/>; true for lines.</summary>
    /// <exception cref="BerlinException"><c>request.unsupported_media_type</c>.</exception>
    public static bool RequireJsonOrLines(HttpRequest request) => Read(request) switch
    {
        Json => false,
        JsonLines => true,
        _ => throw Unsupported($"The body must be {Json} or {JsonLines} in UTF-8."),
    };

    /// <summary>Requires <see cref="Csv"/> or <see cref="JsonLines"/>; true for CSV.</summary>
    /// <exception cref="BerlinException"><c>request.unsupported_media_type</c>.</exception>
    public static bool RequireCsvOrLines(HttpRequest request) => Read(request) switch
    {
        Csv => true,
        JsonLines => false,
        _ => throw Unsupported($"The body must be {Csv} or {JsonLines} in UTF-8."),
    };

    private static string? Read(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding;
        if (encoding.Count > 0 && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("The body must not be compressed; the server takes no Content-Encoding.");
        }

        return request.ContentType switch
        {
            Json => Json,
            JsonLines => JsonLines,
            { } other when MediaTypeHeaderValue.TryParse(other, out var type) && IsUtf8(type) => Match(type),
            _ => null,
        };
    }

    private static string? Match(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) ? Json
        : type.MediaType.Equals(JsonLines, StringComparison.OrdinalIgnoreCase) ? JsonLines
        : type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) ? Csv
        : null;

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static BerlinException Unsupported(string text) => new(ErrorCodes.RequestUnsupportedMediaType, text);
}
