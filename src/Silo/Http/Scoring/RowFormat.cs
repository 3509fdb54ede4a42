using Berlin.Grains;
using Berlin.Silo.Http.Bodies;
using Microsoft.Net.Http.Headers;

namespace Berlin.Silo.Http.Scoring;

/// <summary>How rows are written.</summary>
internal enum RowFormat
{
    /// <summary>Comma-separated values by RFC 4180, with a header row.</summary>
    Csv,

    /// <summary>One JSON object per line.</summary>
    JsonLines,
}

/// <summary>Reads formats out of requests.</summary>
internal static class RowFormats
{
    /// <summary>The format's media type, as answers name it.</summary>
    public static string MediaTypeOf(RowFormat format) => format == RowFormat.Csv ? "text/csv; charset=utf-8" : MediaType.JsonLines;

    /// <summary>The format of the request's body.</summary>
    /// <exception cref="BerlinException"><c>request.unsupported_media_type</c>.</exception>
    public static RowFormat OfBody(HttpRequest request) => MediaType.RequireCsvOrLines(request) ? RowFormat.Csv : RowFormat.JsonLines;

    /// <summary>
    /// The format that <c>Accept</c> prefers; that of the body where it names none of both. What is acceptable
    /// otherwise is the client's to judge by the answer's <c>Content-Type</c>.
    /// </summary>
    public static RowFormat OfAnswer(HttpRequest request, RowFormat body)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var accepted))
        {
            return body;
        }

        var (best, bestQuality) = (body, 0.0);
        foreach (var type in accepted)
        {
            var quality = type.Quality ?? 1;
            if (Match(type, body) is { } format && quality > bestQuality)
            {
                (best, bestQuality) = (format, quality);
            }
        }

        return best;
    }

    private static RowFormat? Match(MediaTypeHeaderValue type, RowFormat body) =>
        type.MediaType.Equals(MediaType.Csv, StringComparison.OrdinalIgnoreCase) ? RowFormat.Csv
        : type.MediaType.Equals(MediaType.JsonLines, StringComparison.OrdinalIgnoreCase) ? RowFormat.JsonLines
        : type.MatchesAllTypes ? body
        : null;
}
