using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Berlin.Grains;
using Berlin.Silo.Http.Features;

namespace Berlin.Silo.Http.Scoring.Csv;

/// <summary>
/// Writes the cells of a row as the canonical <c>features</c> object that <see cref="FeaturesReader"/> would make of
/// the same values in JSON: without a detour over JSON text that is parsed again. Used for all rows of an input;
/// serves one thread.
/// </summary>
internal sealed class CsvFeatures
{
    /// <summary>What JSON strings escape: quotes, backslashes and control characters.</summary>
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(code => (byte)code)]);

    private readonly ColumnPlan[] _plans;
    private readonly int _maxBytes;
    private byte[] _buffer = new byte[512];
    private byte[] _unquoted = [];
    private int _length;

    public CsvFeatures(CsvColumns columns, HttpLimitsOptions limits)
    {
        _maxBytes = limits.MaxFeaturesBytes;
        _plans = [.. columns.Fields.Select(field => ColumnPlan.Create(field.Field.Field, field.Field.Type == "number", field.Column))];
    }

    /// <summary>Writes one row.</summary>
    /// <param name="record">The row's fields, as many as the header has.</param>
    /// <param name="bytes">What the record was read from; valid UTF-8.</param>
    /// <param name="canonical">The canonical bytes, where no fault is returned.</param>
    public RowFault? Write(CsvRecord record, ReadOnlySpan<byte> bytes, out byte[] canonical)
    {
        canonical = [];
        _length = 0;
        Append((byte)'{');
        foreach (var plan in _plans)
        {
            var field = record[plan.Column];
            var text = field.In(bytes);
            if (text.IsEmpty)
            {
                continue;
            }

            if (_length > 1)
            {
                Append((byte)',');
            }

            Append(plan.Name);
            if (plan.IsNumber)
            {
                if (WriteNumber(plan.Field, text) is { } fault)
                {
                    return fault;
                }
            }
            else
            {
                WriteString(field.HasDoubledQuotes ? Unquote(text) : text);
            }
        }

        Append((byte)'}');
        if (_length > _maxBytes)
        {
            return new RowFault(ErrorCodes.RequestTooLarge, $"features is larger than {_maxBytes} bytes.");
        }

        canonical = _buffer.AsSpan(0, _length).ToArray();
        return null;
    }

    private RowFault? WriteNumber(string field, ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        if (!JsonNumber.IsOne(text))
        {
            return new RowFault(ErrorCodes.FeaturesInvalid, $"features.{field} is no number; write one as JSON does, with a decimal point and without thousands separators.");
        }

        if (CanonicalNumber.IsCanonical(text) && CanonicalNumber.IsSurelyFinite(text))
        {
            Append(text);
            return null;
        }

        if (!Utf8Parser.TryParse(text, out double value, out _) || !double.IsFinite(value))
        {
            return new RowFault(ErrorCodes.RequestInvalid, $"features.{field} is a number beyond the range of a double (1.8e308).");
        }

        _length += CanonicalNumber.Write(text, value == 0, Free(CanonicalNumber.MaxLength(text.Length)));
        return null;
    }

    private void WriteString(ReadOnlySpan<byte> text)
    {
        Append((byte)'"');
        if (text.IndexOfAny(Escaped) < 0)
        {
            Append(text);
        }
        else
        {
            _length += FeatureScratch.Escape(text, Free(FeatureScratch.LongestEscape * text.Length));
        }

        Append((byte)'"');
    }

    /// <summary>The text with one quote for each two.</summary>
    private ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> text)
    {
        if (_unquoted.Length < text.Length)
        {
            _unquoted = new byte[text.Length];
        }

        var written = 0;
        while (!text.IsEmpty)
        {
            var quote = text.IndexOf((byte)'"');
            var taken = quote < 0 ? text.Length : quote + 1;
            text[..taken].CopyTo(_unquoted.AsSpan(written));
            written += taken;
            text = text[(quote < 0 ? taken : taken + 1)..];
        }

        return _unquoted.AsSpan(0, written);
    }

    private void Append(byte character)
    {
        Free(1)[0] = character;
        _length++;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Free(text.Length));
        _length += text.Length;
    }

    private Span<byte> Free(int needed)
    {
        if (_buffer.Length - _length < needed)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + needed));
        }

        return _buffer.AsSpan(_length);
    }

    /// <summary>How one column is written.</summary>
    private sealed record ColumnPlan(string Field, byte[] Name, bool IsNumber, int Column)
    {
        public static ColumnPlan Create(string field, bool isNumber, int column)
        {
            var text = Encoding.UTF8.GetBytes(field);
            var escaped = new byte[FeatureScratch.LongestEscape * text.Length];
            var length = FeatureScratch.Escape(text, escaped);
            return new ColumnPlan(field, [(byte)'"', .. escaped.AsSpan(0, length), (byte)'"', (byte)':'], isNumber, column);
        }
    }
}
