using System.Text.Json;
using Berlin.Grains;
using Berlin.Silo.Http.Bodies;

namespace Berlin.Silo.Http.Json;

/// <summary>Parses small documents (definitions) as a whole, as strictly as the readers of rows.</summary>
internal static class JsonTree
{
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = StrictJson.MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
        AllowDuplicateProperties = false,
    };

    /// <summary>The document; every string in it can be read, every number is finite, no name stands twice.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static JsonDocument Parse(RequestBody body)
    {
        if (StrictJson.FindTextFault(body.Bytes) is { } textFault)
        {
            throw StrictJson.Malformed(textFault);
        }

        try
        {
            RequireReadable(StrictJson.Open(body.Bytes));
            return JsonDocument.Parse(body.Bytes.ToArray(), Options);
        }
        catch (JsonException exception)
        {
            throw StrictJson.Malformed(StrictJson.Describe(exception));
        }
    }

    /// <summary>What a value is, for error texts.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static void RequireReadable(Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                if (reader.ValueIsEscaped && JsonText.HasLoneSurrogate(reader.ValueSpan))
                {
                    throw new BerlinException(ErrorCodes.RequestInvalid, $"The body holds a lone surrogate: {JsonText.Show(ref reader)}.");
                }
            }
            else if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(reader.GetDouble()))
            {
                throw new BerlinException(ErrorCodes.RequestInvalid, "The body holds a number beyond the range of a double (1.8e308).");
            }
        }
    }
}
