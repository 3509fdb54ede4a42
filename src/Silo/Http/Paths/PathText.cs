using System.Text;
using Berlin.Grains;
using Berlin.Silo.Http.Observations;

namespace Berlin.Silo.Http.Paths;

/// <summary>Reads observation ids, entities and subjects, which end the paths of their routes.</summary>
internal static class PathText
{
    /// <summary>Whether bytes fit the rule of what they name.</summary>
    private delegate bool Rule(ReadOnlySpan<byte> text);

    /// <summary>An observation's id.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>: nothing can have that id.</exception>
    public static string RequireObservationId(HttpContext context) => Require(context, "id", ObservationRules.IsId, ObservationRules.Id);

    /// <summary>An entity.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static string RequireEntity(HttpContext context) => Require(context, "entity", ObservationRules.IsEntity, ObservationRules.Entity);

    /// <summary>A subject.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static string RequireSubject(HttpContext context) => Require(context, "subject", ObservationRules.IsEntity, ObservationRules.Entity);

    private static string Require(HttpContext context, string name, Rule isValid, string rule)
    {
        var text = RawPath.LastSegment(context);
        return isValid(text)
            ? Encoding.ASCII.GetString(text)
            : throw new BerlinException(ErrorCodes.RequestInvalid, $"The {name} in the path is not {rule}.");
    }
}
