using Berlin.Grains;
using Berlin.Silo.Http.Bodies;
using Microsoft.Net.Http.Headers;

namespace Berlin.Silo.Http.Export;

/// <summary>In which form stored observations are told.</summary>
internal enum ExportFormat
{
    /// <summary>One JSON document per page.</summary>
    Json,

    /// <summary>RFC 4180, with a header row.</summary>
    Csv,

    /// <summary>One JSON document per line, which <c>POST observations</c> takes back.</summary>
    JsonLines,
}

/// <summary>Reads the form that a request asks for.</summary>
internal static class ExportFormats
{
    /// <summary>Media type of CSV.</summary>
    public const string Csv = "text/csv";

    /// <summary>The query parameter <c>format</c>, else the type that <c>Accept</c> likes best, else JSON.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c> where <c>format</c> is none of the three.</exception>
    public static ExportFormat Read(HttpRequest request) => request.Query["format"] switch
    {
        [] => OfAccept(request),
        ["json"] => ExportFormat.Json,
        ["csv"] => ExportFormat.Csv,
        ["jsonl"] => ExportFormat.JsonLines,
        _ => throw new BerlinException(ErrorCodes.RequestInvalid, "The query parameter format is none of json, csv and jsonl."),
    };

    private static ExportFormat OfAccept(HttpRequest request)
    {
        var (best, quality) = (ExportFormat.Json, 0.0);
        if (!MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.Select(line => line ?? "")], out var types))
        {
            return best;
        }

        foreach (var type in types)
        {
            if (FormatOf(type) is { } format && (type.Quality ?? 1) > quality)
            {
                (best, quality) = (format, type.Quality ?? 1);
            }
        }

        return best;
    }

    private static ExportFormat? FormatOf(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(MediaType.Json, StringComparison.OrdinalIgnoreCase) ? ExportFormat.Json
        : type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) ? ExportFormat.Csv
        : type.MediaType.Equals(MediaType.JsonLines, StringComparison.OrdinalIgnoreCase) ? ExportFormat.JsonLines
        : null;
}
