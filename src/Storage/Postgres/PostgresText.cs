using System.Text;

namespace Berlin.Storage.Postgres;

/// <summary>Free texts as the database keeps them: UTF-8 in <c>bytea</c>, because <c>text</c> cannot hold NUL, and so that they sort by their bytes.</summary>
internal static class PostgresText
{
    // Refuses unpaired surrogates: replaced by U+FFFD, two different texts would become one.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The text holds an unpaired surrogate.</exception>
    public static byte[] Encode(string text) => StrictUtf8.GetBytes(text);

    /// <inheritdoc cref="Encode"/>
    public static byte[]? EncodeOrNull(string? text) => text is null ? null : Encode(text);

    public static string Decode(byte[] bytes) => StrictUtf8.GetString(bytes);
}
