using System.Text;
using System.Text.Json;

namespace Berlin.Learning;

/// <summary>Word n-grams, and character n-grams within words.</summary>
internal sealed class TextFieldReader(TextFeature feature, int number) : FieldReader(feature.Field, number)
{
    private readonly WordTokenizer _words = new();

    public override FeatureFault? Read(ref Utf8JsonReader reader, FeatureKeys keys)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return Expected("a string", reader.TokenType);
        }

        _words.Cut(StringOf(ref reader));
        FeatureFault? fault = null;
        if (feature.Words is { } words)
        {
            fault = AddWords(words, keys);
        }

        if (fault is null && feature.Characters is { } characters)
        {
            fault = AddCharacters(characters, keys);
        }

        return fault;
    }

    private FeatureFault? AddWords(NgramRange range, FeatureKeys keys)
    {
        for (var length = range.Min; length <= range.Max; length++)
        {
            for (var first = 0; first + length <= _words.Count; first++)
            {
                if (Add(keys, FeatureKind.Words, _words[first, length]) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private FeatureFault? AddCharacters(NgramRange range, FeatureKeys keys)
    {
        Span<int> starts = stackalloc int[WordTokenizer.LongestWordBytes + 1];
        for (var i = 0; i < _words.Count; i++)
        {
            var word = _words[i, 1];
            var characters = FindCharacters(word, starts);
            for (var length = range.Min; length <= range.Max; length++)
            {
                for (var first = 0; first + length <= characters; first++)
                {
                    if (Add(keys, FeatureKind.Characters, word[starts[first]..starts[first + length]]) is { } fault)
                    {
                        return fault;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Where each character of a word starts, with the word's end after the last.</summary>
    private static int FindCharacters(ReadOnlySpan<byte> word, Span<int> starts)
    {
        var count = 0;
        var position = 0;
        while (position < word.Length)
        {
            starts[count++] = position;
            Rune.DecodeFromUtf8(word[position..], out _, out var length);
            position += length;
        }

        starts[count] = position;
        return count;
    }
}
