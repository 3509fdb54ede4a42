using System.Globalization;
using System.Text;
using Berlin.Grains;
using Berlin.Silo.Http.Observations;

namespace Berlin.Silo.Http.Queries;

/// <summary>Reads what follows the question mark of a request's target; each parameter once or not at all.</summary>
internal static class QueryParameters
{
    /// <summary>Rows of a page unless told.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Most rows of a page.</summary>
    public const int MaxLimit = 1000;

    /// <summary><c>limit</c>; null where it is absent.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static int? FindLimit(HttpRequest request) => request.Query["limit"] switch
    {
        [] => null,
        [{ } text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit => limit,
        _ => throw Invalid($"The query parameter limit is not an integer from 1 to {MaxLimit}."),
    };

    /// <summary><c>limit</c>, or its default.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static int ReadLimit(HttpRequest request) => FindLimit(request) ?? DefaultLimit;

    /// <summary><c>after</c> as the name of a tenant or model; null where it is absent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="whose">What the name is, with its article: <c>a model's</c>.</param>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static string? FindNameAfter(HttpRequest request, string whose) => request.Query["after"] switch
    {
        [] => null,
        [{ } name] when Names.IsValid(name) => name,
        _ => throw Invalid($"The query parameter after is not {whose} name ({Names.Rule})."),
    };

    /// <summary><c>after</c> as an entity; null where it is absent.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static string? FindEntityAfter(HttpRequest request) => request.Query["after"] switch
    {
        [] => null,
        [{ } entity] when ObservationRules.IsEntity(Encoding.UTF8.GetBytes(entity)) => entity,
        _ => throw Invalid($"The query parameter after is not {ObservationRules.Entity}."),
    };

    /// <summary><c>after</c> as a sequence number; 0 where it is absent.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static long ReadSequenceAfter(HttpRequest request) => request.Query["after"] switch
    {
        [] => 0,
        [{ } text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) => sequence,
        _ => throw Invalid("The query parameter after is not a sequence number, an integer of at least 0."),
    };

    /// <summary>A parameter that is <c>true</c>, <c>false</c> or absent.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static bool ReadFlag(HttpRequest request, string name) => request.Query[name] switch
    {
        [] or ["false"] => false,
        ["true"] => true,
        _ => throw Invalid($"The query parameter {name} is neither true nor false."),
    };

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);
}
