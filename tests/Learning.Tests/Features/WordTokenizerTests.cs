using System.Security.Cryptography;
using System.Text;

namespace Berlin.Learning.Tests;

public sealed class WordTokenizerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n.,;-_/", "")]
    [InlineData("Taxi to Conference", "taxi|to|conference")]
    [InlineData("  a--b  ", "a|b")]
    [InlineData("snake_case don't 3,14", "snake|case|don|t|3|14")]
    [InlineData("www.pcc.nhs.uk/eventma", "www|pcc|nhs|uk|eventma")]
    [InlineData("RØDGRØD med Fløde", "rødgrød|med|fløde")]
    [InlineData("ΣΊΣΥΦΟΣ ЖУК ÅNGSTRÖM", "σίσυφοσ|жук|ångström")]
    [InlineData("Straße STRASSE ẞ", "straße|strasse|ß")]
    [InlineData("東京タワー、大阪", "東京タワー|大阪")]
    [InlineData("हिन्दी भाषा", "हिन्दी|भाषा")]
    [InlineData("cafe\u0301 \u0301x", "cafe\u0301|x")]
    [InlineData("٣٤ Ⅷ ½ x²", "٣٤|x")]
    [InlineData("𝔘𝔫𝔦 𐐀𐐁", "𝔘𝔫𝔦|𐐨𐐩")]
    [InlineData("pay😀day", "pay|day")]
    [InlineData("a\u200Bb\u00A0c", "a|b|c")]
    [InlineData("\u0130stanbul", "\u0130stanbul")]
    public void Cut_KnownTexts_GivesTheseWords(string text, string words) =>
        Assert.Equal(words, string.Join('|', Cut(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Cut_BytesThatAreNotUtf8_SeparateWords() =>
        Assert.Equal(["ab", "cd", "ef"], Cut([(byte)'a', (byte)'b', 0xFF, (byte)'c', (byte)'d', 0xC3, (byte)'e', (byte)'f', 0xE2, 0x82]));

    [Fact]
    public void Cut_WordLongerThanTheBound_KeepsItsStart()
    {
        Assert.Equal([new string('x', 64), "next"], Cut(Encoding.UTF8.GetBytes(new string('X', 1000) + " next")));

        // 63 bytes, a letter of two that does not fit, and one of one that would: nothing of the word may follow the cut.
        Assert.Equal([new string('x', 63), "y"], Cut(Encoding.UTF8.GetBytes(new string('x', 63) + "øz y")));
    }

    [Fact]
    public void Item_SeveralWords_HasSpacesBetween()
    {
        var tokenizer = new WordTokenizer();
        tokenizer.Cut("One, two; three"u8);

        Assert.Equal("two three", Encoding.UTF8.GetString(tokenizer[1, 2]));
        Assert.Equal("one two three", Encoding.UTF8.GetString(tokenizer[0, 3]));
    }

    /// <summary>
    /// All of Unicode, each character as it is cut alone and after a letter. When a new runtime fails this, its Unicode tables differ:
    /// raise <see cref="StateFormat.Version"/> and record the new hash.
    /// </summary>
    [Fact]
    public void Cut_EveryCharacter_HasTheRecordedTables()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var tokenizer = new WordTokenizer();
        Span<byte> text = stackalloc byte[5];
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.TryCreate(value, out var rune))
            {
                continue;
            }

            text[0] = (byte)'a';
            var length = rune.EncodeToUtf8(text[1..]);
            tokenizer.Cut(text.Slice(1, length));
            hash.AppendData(tokenizer.Count > 0 ? tokenizer[0, 1] : "-"u8);
            tokenizer.Cut(text[..(length + 1)]);
            hash.AppendData(tokenizer[0, tokenizer.Count]);
        }

        Assert.Equal("251bd535cdb238d0755f26ba30f68b31d4907913387a710aeb78bca718045c51", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static List<string> Cut(byte[] text)
    {
        var tokenizer = new WordTokenizer();
        tokenizer.Cut("other words before"u8);
        tokenizer.Cut(text);
        return [.. Enumerable.Range(0, tokenizer.Count).Select(i => Encoding.UTF8.GetString(tokenizer[i, 1]))];
    }
}
