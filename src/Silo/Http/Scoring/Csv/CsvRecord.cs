namespace Berlin.Silo.Http.Scoring.Csv;

/// <summary>What reading a record came to.</summary>
internal enum CsvOutcome
{
    /// <summary>The record goes on after the bytes at hand.</summary>
    Incomplete,

    /// <summary>The record is read.</summary>
    Whole,

    /// <summary>The input ends inside quotes.</summary>
    NeverClosed,
}

/// <summary>One record of RFC 4180, as places in the bytes that it was read from. Used again for each record; serves one thread.</summary>
/// <remarks>
/// Beyond the RFC a record may end in a line feed alone, and a quote inside a field that does not begin with one is
/// taken as it stands: 15" monitors exist.
/// </remarks>
internal sealed class CsvRecord
{
    private const byte Quote = (byte)'"';
    private const byte Comma = (byte)',';
    private const byte Return = (byte)'\r';
    private const byte LineFeed = (byte)'\n';

    private Field[] _fields = new Field[8];

    /// <summary>Fields of the record.</summary>
    public int Count { get; private set; }

    /// <summary>Whether text follows a closing quote.</summary>
    public bool HasTextAfterQuote { get; private set; }

    /// <summary>A field's place.</summary>
    public Field this[int index] => _fields[index];

    /// <summary>Reads the record at the beginning of <paramref name="bytes"/>; O(its length).</summary>
    /// <param name="bytes">What is at hand.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    /// <param name="length">Length of a whole record, its line end included.</param>
    public CsvOutcome Read(ReadOnlySpan<byte> bytes, bool isEnd, out int length)
    {
        Count = 0;
        HasTextAfterQuote = false;
        length = 0;
        while (true)
        {
            var isQuoted = length < bytes.Length && bytes[length] == Quote;
            var outcome = isQuoted ? ReadQuoted(bytes, isEnd, ref length) : ReadPlain(bytes, isEnd, ref length);
            if (outcome != CsvOutcome.Whole || length == bytes.Length)
            {
                return outcome;
            }

            var separator = bytes[length++];
            if (separator == LineFeed)
            {
                return CsvOutcome.Whole;
            }
        }
    }

    private CsvOutcome ReadPlain(ReadOnlySpan<byte> bytes, bool isEnd, ref int at)
    {
        var length = bytes[at..].IndexOfAny(Comma, LineFeed);
        if (length < 0 && !isEnd)
        {
            return CsvOutcome.Incomplete;
        }

        length = length < 0 ? bytes.Length - at : length;
        var end = at + length;
        var endsRecord = end == bytes.Length || bytes[end] == LineFeed;
        var hasReturn = endsRecord && length > 0 && bytes[end - 1] == Return;
        Add(new Field(at, hasReturn ? length - 1 : length, HasDoubledQuotes: false));
        at = end;
        return CsvOutcome.Whole;
    }

    private CsvOutcome ReadQuoted(ReadOnlySpan<byte> bytes, bool isEnd, ref int at)
    {
        var start = at + 1;
        var scan = start;
        var hasDoubled = false;
        while (true)
        {
            var quote = bytes[scan..].IndexOf(Quote);
            if (quote < 0)
            {
                return isEnd ? CsvOutcome.NeverClosed : CsvOutcome.Incomplete;
            }

            quote += scan;
            if (quote + 1 == bytes.Length && !isEnd)
            {
                return CsvOutcome.Incomplete;
            }

            if (quote + 1 < bytes.Length && bytes[quote + 1] == Quote)
            {
                hasDoubled = true;
                scan = quote + 2;
                continue;
            }

            Add(new Field(start, quote - start, hasDoubled));
            at = quote + 1;
            return ReadAfterQuote(bytes, isEnd, ref at);
        }
    }

    /// <summary>Goes to what ends the field, a comma or a line end; anything in between is a fault.</summary>
    private CsvOutcome ReadAfterQuote(ReadOnlySpan<byte> bytes, bool isEnd, ref int at)
    {
        var length = bytes[at..].IndexOfAny(Comma, LineFeed);
        if (length < 0 && !isEnd)
        {
            return CsvOutcome.Incomplete;
        }

        length = length < 0 ? bytes.Length - at : length;
        var isReturn = length == 1 && bytes[at] == Return && (at + 1 == bytes.Length || bytes[at + 1] == LineFeed);
        HasTextAfterQuote |= length > 0 && !isReturn;
        at += length;
        return CsvOutcome.Whole;
    }

    private void Add(Field field)
    {
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, 2 * Count);
        }

        _fields[Count++] = field;
    }

    /// <summary>A field's place in the bytes of its record, without its quotes.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Length">How many bytes it has.</param>
    /// <param name="HasDoubledQuotes">Whether it holds quotes, each written twice.</param>
    public readonly record struct Field(int Start, int Length, bool HasDoubledQuotes)
    {
        /// <summary>The field as it stands in its record.</summary>
        public ReadOnlySpan<byte> In(ReadOnlySpan<byte> record) => record.Slice(Start, Length);
    }
}
