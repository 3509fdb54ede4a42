using System.Text;
using System.Text.Unicode;
using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Silo.Http.Observations;

namespace Berlin.Silo.Http.Scoring.Csv;

/// <summary>Reads rows of CSV: a header row that names the model's fields, then one record per row. Blank lines are no rows.</summary>
internal sealed class CsvRowReader(ModelDefinition definition, HttpLimitsOptions limits, ScoringOptions options) : IRowReader
{
    private readonly CsvRecord _record = new();
    private readonly CsvSkip _skip = new();
    private CsvColumns? _columns;
    private CsvFeatures? _features;
    private bool _isSkipping;

    public bool TryReadStart(ReadOnlySpan<byte> bytes, bool isEnd, out int consumed)
    {
        // Spreadsheets put a byte order mark before UTF-8.
        var mark = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        var outcome = _record.Read(bytes[mark..], isEnd, out var length);
        consumed = mark + length;
        RequireHeader(outcome, outcome == CsvOutcome.Whole ? length : bytes.Length);
        if (outcome != CsvOutcome.Whole)
        {
            consumed = 0;
            return false;
        }

        var record = bytes.Slice(mark, length);
        if (!Utf8.IsValid(record))
        {
            throw Invalid("The header row holds bytes that are not UTF-8.");
        }

        if (length == 0 || (_record.Count == 1 && _record[0].Length == 0))
        {
            throw Invalid("The body does not begin with a header row, which names the columns.");
        }

        _columns = CsvColumns.Find(CsvColumns.Names(_record, record), definition);
        _features = new CsvFeatures(_columns, limits);
        return true;
    }

    public bool TryRead(byte[] buffer, int start, int end, bool isEnd, RowSlice slice, out int consumed)
    {
        consumed = 0;
        var bytes = buffer.AsSpan(start, end - start);
        if (_isSkipping)
        {
            return SkipOn(bytes, isEnd, slice, out consumed);
        }

        while (BlankLine(bytes[consumed..], isEnd) is > 0 and var blank)
        {
            consumed += blank;
        }

        var rest = bytes[consumed..];
        if (rest.IsEmpty)
        {
            return false;
        }

        var outcome = _record.Read(rest, isEnd, out var length);
        if (outcome == CsvOutcome.Whole)
        {
            consumed += length;
            Add(rest[..length], slice);
            return true;
        }

        if (rest.Length > options.MaxRowBytes)
        {
            _isSkipping = true;
            _skip.Begin();
            var hasEnded = SkipOn(rest, isEnd, slice, out var passed);
            consumed += passed;
            return hasEnded;
        }

        return outcome == CsvOutcome.NeverClosed ? throw NeverClosed(slice.NextRow) : false;
    }

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);

    private static BerlinException NeverClosed(long row) => Invalid($"Row {row} opens a quote that is never closed; what follows cannot be told apart.");

    /// <summary>Length of a line without anything on it at the beginning; 0 where there is none.</summary>
    private static int BlankLine(ReadOnlySpan<byte> bytes, bool isEnd) =>
        bytes.StartsWith("\n"u8) ? 1
        : bytes.StartsWith("\r\n"u8) ? 2
        : isEnd && bytes.SequenceEqual("\r"u8) ? 1
        : 0;

    private void RequireHeader(CsvOutcome outcome, int length)
    {
        if (length > options.MaxRowBytes)
        {
            throw new BerlinException(ErrorCodes.RequestTooLarge, $"The header row is larger than {options.MaxRowBytes} bytes.");
        }

        if (outcome == CsvOutcome.NeverClosed)
        {
            throw Invalid("The header row opens a quote that is never closed.");
        }
    }

    private bool SkipOn(ReadOnlySpan<byte> bytes, bool isEnd, RowSlice slice, out int consumed)
    {
        var hasEnded = _skip.TryEnd(bytes, out consumed);
        if (!hasEnded && !isEnd)
        {
            return false;
        }

        if (!hasEnded && _skip.IsInQuotes)
        {
            throw NeverClosed(slice.NextRow);
        }

        _isSkipping = false;
        slice.Add(TooLarge(), id: null);
        return true;
    }

    private RowFault TooLarge() => new(ErrorCodes.RequestTooLarge, $"The row is larger than {options.MaxRowBytes} bytes.");

    private void Add(ReadOnlySpan<byte> bytes, RowSlice slice)
    {
        if (ReadFault(bytes) is { } fault)
        {
            slice.Add(fault, id: null);
            return;
        }

        var idFault = ReadText(_columns!.Id, bytes, "id", ObservationRules.IsId, ObservationRules.Id, out var id);
        var entityFault = ReadText(_columns.Entity, bytes, "entity", ObservationRules.IsEntity, ObservationRules.Entity, out var entity);
        byte[] canonical = [];
        if ((idFault ?? entityFault ?? _features!.Write(_record, bytes, out canonical)) is { } partFault)
        {
            slice.Add(partFault, id);
            return;
        }

        slice.Add(canonical, id, entity);
    }

    private RowFault? ReadFault(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > options.MaxRowBytes)
        {
            return TooLarge();
        }

        if (!Utf8.IsValid(bytes))
        {
            return Shape("The row holds bytes that are not UTF-8.");
        }

        if (_record.HasTextAfterQuote)
        {
            return Shape("The row has text after a closing quote; a field is quoted as a whole or not at all, and a quote inside is written twice.");
        }

        return _record.Count == _columns!.Count ? null : Shape($"The row has {_record.Count} fields; the header row has {_columns.Count}.");
    }

    private static RowFault Shape(string text) => new(ErrorCodes.RequestInvalid, text);

    private RowFault? ReadText(int column, ReadOnlySpan<byte> bytes, string name, Func<ReadOnlySpan<byte>, bool> fits, string rule, out string? value)
    {
        value = null;
        if (column < 0 || _record[column] is { Length: 0 })
        {
            return null;
        }

        var text = _record[column].In(bytes);
        if (_record[column].HasDoubledQuotes)
        {
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace("\"\"", "\"", StringComparison.Ordinal));
        }

        if (!fits(text))
        {
            return Shape($"{name} is not {rule}.");
        }

        value = Encoding.UTF8.GetString(text);
        return null;
    }
}
