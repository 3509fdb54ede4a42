using System.Globalization;
using Berlin.Grains;
using Berlin.Grains.Models;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Berlin.Silo.Http.Models;

/// <summary>
/// A definition's revision as an entity tag (RFC 9110, sections 8.8.3 and 13.1): <c>"3"</c>. It is the tag of the definition
/// alone; what the model has learned since does not change it.
/// </summary>
internal static class ModelRevision
{
    /// <summary>The tag of a model.</summary>
    public static string TagOf(ModelDescription model) => string.Create(CultureInfo.InvariantCulture, $"\"{model.Revision}\"");

    /// <summary>Adds the tag to an answer, and keeps browsers from asking for the tag alone: they would show old figures.</summary>
    public static void Tell(HttpResponse response, ModelDescription model)
    {
        response.Headers.ETag = TagOf(model);
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>Whether the caller of a <c>GET</c> has the definition as it is.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static bool IsKnown(HttpRequest request, ModelDescription model)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0)
        {
            return false;
        }

        var tag = new EntityTagHeaderValue(TagOf(model));
        return ReadTags(header, HeaderNames.IfNoneMatch).Any(one => one.Tag == "*" || one.Compare(tag, useStrongComparison: false));
    }

    /// <summary>What a <c>PUT</c> asks to hold: <c>If-Match</c> with the tag of a revision, or <c>If-None-Match: *</c> for a model that must be new.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>; <c>model.changed</c> where the tag is none that a definition ever has.</exception>
    public static DefineCondition ReadCondition(HttpRequest request)
    {
        var (match, noneMatch) = (request.Headers.IfMatch, request.Headers.IfNoneMatch);
        if (match.Count > 0 && noneMatch.Count > 0)
        {
            throw Invalid("The request has the headers If-Match and If-None-Match; it takes one of them.");
        }

        if (noneMatch.Count > 0)
        {
            return noneMatch is ["*"] ? new DefineCondition { MustBeNew = true } : throw Invalid("The header If-None-Match of a definition takes '*' only.");
        }

        return match.Count == 0 ? DefineCondition.None : new DefineCondition { Revision = ReadRevision(match) };
    }

    private static long ReadRevision(StringValues match)
    {
        if (ReadTags(match, HeaderNames.IfMatch) is not [{ Tag.Value: not "*" } tag])
        {
            throw Invalid("The header If-Match of a definition takes one entity tag, the ETag of an answer.");
        }

        return !tag.IsWeak && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw new BerlinException(ErrorCodes.ModelChanged, "The entity tag of If-Match is not that of any revision of the model.");
    }

    private static IList<EntityTagHeaderValue> ReadTags(StringValues header, string name) =>
        EntityTagHeaderValue.TryParseStrictList([.. header.Select(line => line ?? "")], out var tags)
            ? tags
            : throw Invalid($"The header {name} is not a list of entity tags such as \"3\".");

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);
}
