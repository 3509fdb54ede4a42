using System.Text.Json;
using System.Text.Unicode;
using Berlin.Grains;

namespace Berlin.Silo.Http.Json;

/// <summary>
/// The JSON that Berlin takes: RFC 8259 in UTF-8 without a byte order mark, at most 64 deep, no comments, no
/// trailing commas. What the grammar allows but no two readers agree on (repeated names, lone surrogates, numbers
/// beyond a double) is refused where it is read.
/// </summary>
internal static class StrictJson
{
    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 64;

    /// <summary>For <see cref="Utf8JsonReader"/>.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new()
    {
        MaxDepth = MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    /// <summary>A reader over one document whose text <see cref="FindTextFault"/> found good.</summary>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> document) => new(document, ReaderOptions);

    /// <summary>Why <paramref name="document"/> is no text that could be JSON; null where it may be.</summary>
    public static string? FindTextFault(ReadOnlySpan<byte> document)
    {
        if (document.IsEmpty)
        {
            return "it is empty";
        }

        if (document.StartsWith("\uFEFF"u8))
        {
            return "it begins with a byte order mark";
        }

        return Utf8.IsValid(document) ? null : "it holds bytes that are not UTF-8";
    }

    /// <summary>Why the grammar refuses a document.</summary>
    public static string Describe(JsonException exception)
    {
        // The first sentence tells the fault. What follows is advice to whoever programs the reader, and the position
        // again, which counts lines from 0.
        var text = exception.Message;
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        var reason = end < 0 ? text.TrimEnd('.') : text[..end];
        return $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: {reason}";
    }

    /// <summary>The refusal of a whole body that is not well-formed.</summary>
    public static BerlinException Malformed(string reason) =>
        new(ErrorCodes.RequestInvalid, $"The body is not well-formed JSON: {reason}.");

    /// <summary>What a token is, for error texts.</summary>
    public static string KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => throw new ArgumentOutOfRangeException(nameof(token), token, "A token that begins a value is expected."),
    };
}
