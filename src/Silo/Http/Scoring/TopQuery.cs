using System.Globalization;
using Berlin.Grains;
using Berlin.Silo.Http.Predictions;

namespace Berlin.Silo.Http.Scoring;

/// <summary>The query parameter <c>top</c>: most classes per row.</summary>
internal static class TopQuery
{
    /// <summary>Its value; that of a prediction where it is left out.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static int Read(HttpRequest request, HttpLimitsOptions limits) => request.Query["top"] switch
    {
        [] => PredictBodyReader.DefaultTop,
        [{ } text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top >= 1 && top <= limits.MaxTop => top,
        _ => throw new BerlinException(ErrorCodes.RequestInvalid, $"The query parameter top is not an integer from 1 to {limits.MaxTop}."),
    };

    /// <summary>How OpenAPI tells it.</summary>
    public static string Parameter(HttpLimitsOptions limits) => $$"""
        {
          "name": "top", "in": "query", "description": "Most classes per row.",
          "schema": {"type": "integer", "minimum": 1, "maximum": {{limits.MaxTop}}, "default": {{PredictBodyReader.DefaultTop}}}
        }
        """;
}
