using System.Text;
using Berlin.Grains;
using Berlin.Grains.Models;

namespace Berlin.Silo.Http.Scoring.Csv;

/// <summary>Which column of a CSV input holds what, as its header row tells.</summary>
internal sealed class CsvColumns
{
    private const string IdColumn = "id";
    private const string EntityColumn = "entity";

    private CsvColumns(int count, (FeatureDefinition Field, int Column)[] fields, int id, int entity)
    {
        Count = count;
        Fields = fields;
        Id = id;
        Entity = entity;
    }

    /// <summary>Columns that each row has.</summary>
    public int Count { get; }

    /// <summary>The model's fields and their columns, in ordinal order of the fields' names.</summary>
    public IReadOnlyList<(FeatureDefinition Field, int Column)> Fields { get; }

    /// <summary>Column of the row's id, or -1.</summary>
    public int Id { get; }

    /// <summary>Column of the row's entity, or -1.</summary>
    public int Entity { get; }

    /// <summary>Finds the columns by name. A name that the model declares is that field also where it is reserved otherwise.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>: a field has no column, or a column that is needed stands there twice.</exception>
    public static CsvColumns Find(IReadOnlyList<string> header, ModelDefinition definition)
    {
        var missing = definition.Features.Where(field => !header.Contains(field.Field, StringComparer.Ordinal)).Select(field => $"'{field.Field}'").ToList();
        if (missing.Count > 0)
        {
            throw Invalid($"The header row lacks the column {string.Join(", ", missing)}, which the model's definition declares; a cell without a value may be empty.");
        }

        var fields = definition.Features.OrderBy(field => field.Field, StringComparer.Ordinal)
            .Select(field => (field, ColumnOf(header, field.Field)))
            .ToArray();
        return new CsvColumns(header.Count, fields, Reserved(header, definition, IdColumn), Reserved(header, definition, EntityColumn));
    }

    /// <summary>The names of a header row.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static string[] Names(CsvRecord record, ReadOnlySpan<byte> bytes)
    {
        if (record.HasTextAfterQuote)
        {
            throw Invalid("The header row has text after a closing quote; a field is quoted as a whole or not at all.");
        }

        var names = new string[record.Count];
        for (var column = 0; column < names.Length; column++)
        {
            var name = Encoding.UTF8.GetString(record[column].In(bytes));
            names[column] = record[column].HasDoubledQuotes ? name.Replace("\"\"", "\"", StringComparison.Ordinal) : name;
        }

        return names;
    }

    private static int Reserved(IReadOnlyList<string> header, ModelDefinition definition, string name) =>
        definition.Features.Any(field => field.Field == name) || !header.Contains(name, StringComparer.Ordinal) ? -1 : ColumnOf(header, name);

    private static int ColumnOf(IReadOnlyList<string> header, string name)
    {
        var columns = header.Index().Where(column => column.Item == name).Select(column => column.Index).ToList();
        return columns.Count == 1 ? columns[0] : throw Invalid($"The header row has the column '{name}' {columns.Count} times.");
    }

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);
}
