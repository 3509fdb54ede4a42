using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Berlin.Http.Tests.OpenApi;

/// <summary>
/// Checks values against the part of JSON Schema 2020-12 that docs/reference/openapi.json uses. A keyword that it does
/// not know fails, so that no part of a schema is passed over.
/// </summary>
internal sealed class SchemaCheck(JsonElement document)
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal) { "description", "default", "format", "example" };

    /// <summary>Every fault of <paramref name="value"/>, each naming where it is; none = it fits.</summary>
    public IEnumerable<string> Faults(JsonElement schema, JsonElement value, string path = "$") =>
        schema.EnumerateObject().Where(keyword => !Annotations.Contains(keyword.Name)).SelectMany(keyword => Faults(schema, keyword, value, path));

    /// <summary>The schema that <paramref name="reference"/> names.</summary>
    public JsonElement Resolve(string reference)
    {
        var at = document;
        foreach (var step in reference.TrimStart('#', '/').Split('/'))
        {
            at = at.GetProperty(step);
        }

        return at;
    }

    private IEnumerable<string> Faults(JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        var rule = keyword.Value;
        return keyword.Name switch
        {
            "$ref" => Faults(Resolve(rule.GetString()!), value, path),
            "allOf" => rule.EnumerateArray().SelectMany(part => Faults(part, value, path)),
            "oneOf" => OneOf(rule, value, path),
            "type" => Expect(IsOfType(rule, value), $"{path} is {value.ValueKind}, not {rule}"),
            "const" => Expect(JsonElement.DeepEquals(rule, value), $"{path} is {value}, not {rule}"),
            "enum" => Expect(rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), $"{path} is {value}, not one of {rule}"),
            "properties" => OfMembers(value).SelectMany(member => rule.TryGetProperty(member.Name, out var one) ? Faults(one, member.Value, $"{path}.{member.Name}") : []),
            "required" => value.ValueKind != JsonValueKind.Object ? [] : rule.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path} lacks {name}"),
            "additionalProperties" => OfMembers(value).Where(member => !IsDeclared(schema, member.Name)).SelectMany(member => rule.ValueKind == JsonValueKind.False
                ? [$"{path} has the member {member.Name}, which is not documented"]
                : Faults(rule, member.Value, $"{path}.{member.Name}")),
            "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().Index().SelectMany(item => Faults(rule, item.Item, $"{path}[{item.Index}]")),
            _ => Expect(IsWithin(keyword.Name, rule, value), $"{path} breaks {keyword.Name} {rule}"),
        };
    }

    private static IEnumerable<string> Expect(bool holds, string fault) => holds ? [] : [fault];

    private static IEnumerable<JsonProperty> OfMembers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in value.EnumerateObject())
        {
            yield return member;
        }
    }

    private static bool IsDeclared(JsonElement schema, string name) => schema.TryGetProperty("properties", out var members) && members.TryGetProperty(name, out _);

    private List<string> OneOf(JsonElement choices, JsonElement value, string path)
    {
        var faults = choices.EnumerateArray().Select(choice => Faults(choice, value, path).ToList()).ToList();
        var fitting = faults.Count(list => list.Count == 0);
        return fitting switch
        {
            1 => [],
            0 => faults.MinBy(list => list.Count)!,
            _ => [$"{path} fits {fitting} of the choices; it must fit one"],
        };
    }

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOfType(one, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            var other => throw new UnreachableException($"The type '{other}' is not one of JSON Schema."),
        };

    /// <summary>A bound concerns values of its own type only; the keyword <c>type</c> judges the rest.</summary>
    private static bool IsWithin(string keyword, JsonElement bound, JsonElement value) => (keyword, value.ValueKind) switch
    {
        ("minimum", JsonValueKind.Number) => value.GetDouble() >= bound.GetDouble(),
        ("maximum", JsonValueKind.Number) => value.GetDouble() <= bound.GetDouble(),
        ("minLength", JsonValueKind.String) => value.GetString()!.EnumerateRunes().Count() >= bound.GetInt32(),
        ("maxLength", JsonValueKind.String) => value.GetString()!.EnumerateRunes().Count() <= bound.GetInt32(),
        ("pattern", JsonValueKind.String) => Regex.IsMatch(value.GetString()!, bound.GetString()!, RegexOptions.ECMAScript),
        ("minItems", JsonValueKind.Array) => value.GetArrayLength() >= bound.GetInt32(),
        ("maxItems", JsonValueKind.Array) => value.GetArrayLength() <= bound.GetInt32(),
        ("maxProperties", JsonValueKind.Object) => value.GetPropertyCount() <= bound.GetInt32(),
        ("minimum" or "maximum" or "minLength" or "maxLength" or "pattern" or "minItems" or "maxItems" or "maxProperties", _) => true,
        _ => throw new UnreachableException($"The keyword '{keyword}' is not one that this check knows."),
    };
}
