using System.Globalization;
using System.Text.Json;
using Berlin.Client;

namespace Berlin.Cli.Predicting;

/// <summary>One <c>field=value</c> or <c>field:=json</c> of the command line.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Text">What stands behind the sign.</param>
/// <param name="IsJson">Whether the text is a JSON value.</param>
internal sealed record FeatureAssignment(string Field, string Text, bool IsJson)
{
    /// <summary>Reads one argument.</summary>
    public static FeatureAssignment Parse(string argument)
    {
        var sign = argument.IndexOf('=', StringComparison.Ordinal);
        if (sign <= 0 || argument is [':', '=', ..])
        {
            throw CommandFailedException.Usage($"'{argument}' is not FIELD=VALUE or FIELD:=JSON");
        }

        var isJson = argument[sign - 1] == ':';
        return new FeatureAssignment(argument[..(isJson ? sign - 1 : sign)], argument[(sign + 1)..], isJson);
    }

    /// <summary>Gives every value its type; fields unknown to the model, or all when the types are unknown, are strings.</summary>
    public static Dictionary<string, FeatureValue> ToFeatures(
        IReadOnlyList<FeatureAssignment> assignments, IReadOnlyDictionary<string, string>? declaredTypes)
    {
        var features = new Dictionary<string, FeatureValue>(StringComparer.Ordinal);
        foreach (var assignment in assignments)
        {
            if (declaredTypes is not null && !declaredTypes.ContainsKey(assignment.Field))
            {
                throw CommandFailedException.Usage(
                    $"the model declares no field '{assignment.Field}'; it declares {string.Join(", ", declaredTypes.Keys)}");
            }

            if (!features.TryAdd(assignment.Field, assignment.ToValue(declaredTypes?[assignment.Field])))
            {
                throw CommandFailedException.Usage($"field '{assignment.Field}' is given twice");
            }
        }

        return features;
    }

    private FeatureValue ToValue(string? declaredType)
    {
        if (IsJson)
        {
            return FromJson();
        }

        if (declaredType != "number")
        {
            return Text;
        }

        return double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw CommandFailedException.Usage($"field '{Field}' is a number, and '{Text}' is none");
    }

    private FeatureValue FromJson()
    {
        try
        {
            using var document = JsonDocument.Parse(Text);
            var value = document.RootElement;
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number when double.IsFinite(value.GetDouble()) => value.GetDouble(),
                JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
                JsonValueKind.Null => default(FeatureValue),
                _ => throw CommandFailedException.Usage($"field '{Field}': a feature is a string, a finite number, a boolean or null"),
            };
        }
        catch (JsonException)
        {
            throw CommandFailedException.Usage($"field '{Field}': {Text} is not JSON");
        }
    }
}
