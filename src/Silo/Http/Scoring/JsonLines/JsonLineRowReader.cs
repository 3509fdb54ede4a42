using Berlin.Grains;

namespace Berlin.Silo.Http.Scoring.JsonLines;

/// <summary>Reads one row per line of JSON. Blank lines are no rows.</summary>
internal sealed class JsonLineRowReader(HttpLimitsOptions limits, ScoringOptions options) : IRowReader
{
    private readonly JsonRowParser _parser = new(limits);
    private bool _isSkipping;

    public bool TryReadStart(ReadOnlySpan<byte> bytes, bool isEnd, out int consumed)
    {
        consumed = 0;
        return true;
    }

    public bool TryRead(byte[] buffer, int start, int end, bool isEnd, RowSlice slice, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var rest = buffer.AsSpan(start + consumed, end - start - consumed);
            var length = rest.IndexOf((byte)'\n');
            if (length < 0 && !(isEnd && (rest.Length > 0 || _isSkipping)))
            {
                // A line that is too large is dropped as it comes; its fault is told where it ends.
                _isSkipping |= rest.Length > options.MaxRowBytes;
                consumed += _isSkipping ? rest.Length : 0;
                return false;
            }

            var line = start + consumed;
            consumed += length < 0 ? rest.Length : length + 1;
            length = length < 0 ? rest.Length : length;
            if (_isSkipping || length > options.MaxRowBytes)
            {
                _isSkipping = false;
                slice.Add(new RowFault(ErrorCodes.RequestTooLarge, $"The row is larger than {options.MaxRowBytes} bytes."), id: null);
                return true;
            }

            if (rest[..length].ContainsAnyExcept(" \t\r"u8))
            {
                _parser.Parse(buffer, line, length, slice);
                return true;
            }
        }
    }
}
