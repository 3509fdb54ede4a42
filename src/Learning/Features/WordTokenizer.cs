using System.Buffers;
using System.Globalization;
using System.Text;

namespace Berlin.Learning;

/// <summary>Cuts text into words: runs of Unicode letters and digits with their combining marks, in invariant lower case.</summary>
/// <remarks>
/// The letters are those of the runtime's Unicode tables. A runtime with other tables cuts otherwise: a test pins them, and when it
/// fails, <see cref="StateFormat.Version"/> goes up so that learners are rebuilt from the log.
/// </remarks>
internal sealed class WordTokenizer
{
    /// <summary>A longer word counts as its first so many bytes: identifiers and encoded data would fill the vocabulary with themselves.</summary>
    public const int LongestWordBytes = 64;

    private const byte Separator = 0;

    private static readonly byte[] AsciiLower = LowerLettersAndDigits();

    private byte[] _text = new byte[256];

    private int[] _ends = new int[32];

    private int _used;

    /// <summary>Words of the last text.</summary>
    public int Count { get; private set; }

    /// <summary>Some consecutive words, with a space between.</summary>
    public ReadOnlySpan<byte> this[int first, int count]
    {
        get
        {
            var start = first == 0 ? 0 : _ends[first - 1] + 1;
            return _text.AsSpan(start, _ends[first + count - 1] - start);
        }
    }

    /// <summary>Takes the words of a text in place of those before. Bytes that are not UTF-8 separate words.</summary>
    public void Cut(ReadOnlySpan<byte> text)
    {
        Count = 0;
        _used = 0;
        var wordStart = 0;
        while (!text.IsEmpty)
        {
            var rune = Next(ref text, isInWord: _used > wordStart);
            if (rune.Value == Separator)
            {
                wordStart = EndWord(wordStart);
            }
            else if (_used - wordStart + rune.Utf8SequenceLength <= LongestWordBytes)
            {
                Append(rune);
            }
            else
            {
                // Nothing shorter may follow what was cut off, so the word is filled to its bound once and for all.
                SkipRun(ref text);
            }
        }

        EndWord(wordStart);
    }

    private static byte[] LowerLettersAndDigits()
    {
        var lower = new byte[128];
        for (var c = '\0'; c < lower.Length; c++)
        {
            lower[c] = char.IsAsciiLetterOrDigit(c) ? (byte)char.ToLowerInvariant(c) : Separator;
        }

        return lower;
    }

    /// <summary>The next character in lower case, or the separator for one that is not of a word.</summary>
    private static Rune Next(ref ReadOnlySpan<byte> text, bool isInWord)
    {
        if (text[0] < 128)
        {
            var ascii = new Rune((char)AsciiLower[text[0]]);
            text = text[1..];
            return ascii;
        }

        var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
        text = text[length..];
        return status == OperationStatus.Done && (Rune.IsLetterOrDigit(rune) || (isInWord && IsCombiningMark(rune)))
            ? Rune.ToLowerInvariant(rune)
            : new Rune((char)Separator);
    }

    private static bool IsCombiningMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static void SkipRun(ref ReadOnlySpan<byte> text)
    {
        var rest = text;
        while (!rest.IsEmpty && Next(ref rest, isInWord: true).Value != Separator)
        {
            text = rest;
        }
    }

    private void Append(Rune rune)
    {
        // One more byte than the rune needs, for the space that may follow it.
        if (_text.Length - _used <= rune.Utf8SequenceLength)
        {
            Array.Resize(ref _text, _text.Length * 2);
        }

        _used += rune.EncodeToUtf8(_text.AsSpan(_used));
    }

    private int EndWord(int start)
    {
        if (_used == start)
        {
            return start;
        }

        if (_ends.Length == Count)
        {
            Array.Resize(ref _ends, Count * 2);
        }

        _ends[Count++] = _used;
        _text[_used++] = (byte)' ';
        return _used;
    }
}
