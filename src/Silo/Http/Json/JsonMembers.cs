using System.Text.Json;
using Berlin.Grains;

namespace Berlin.Silo.Http.Json;

/// <summary>Checks the members of small bodies.</summary>
internal static class JsonMembers
{
    /// <summary>Requires an object that has no members but those named.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static void RequireOnly(JsonElement document, params ReadOnlySpan<string> names)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            throw Invalid($"The body is {JsonTree.KindOf(document)}; it must be an object with the member {names[0]}.");
        }

        foreach (var member in document.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw Invalid($"The body has the member {JsonText.Show(member.Name)}; it takes {List(names)} only.");
            }
        }
    }

    private static string List(ReadOnlySpan<string> names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);
}
