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
    };

    /// <summary>The document; every string in it can be read, every number is finite, no name stands twice in an object.</summary>
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
        var names = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    names.Pop();
                    break;
                case JsonTokenType.PropertyName or JsonTokenType.String when reader.ValueIsEscaped && JsonText.HasLoneSurrogate(reader.ValueSpan):
                    throw Refuse($"The body holds a lone surrogate: {JsonText.Show(in reader)}.");
                case JsonTokenType.PropertyName when !names.Peek().Add(reader.GetString()!):
                    throw Refuse($"An object of the body has the member {JsonText.Show(in reader)} more than once.");
                case JsonTokenType.Number when !double.IsFinite(reader.GetDouble()):
                    throw Refuse("The body holds a number beyond the range of a double (1.8e308).");
                default:
                    break;
            }
        }
    }

    private static BerlinException Refuse(string text) => new(ErrorCodes.RequestInvalid, text);
}
