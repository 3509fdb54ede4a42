using Berlin.Grains.Serving;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Consecutive rows that are scored in one call.</summary>
/// <param name="firstRow">Number of the first row, from 1.</param>
/// <param name="maxRows">Rows after which the slice is full.</param>
/// <param name="defaultEntity">Whose own model answers for rows that name none, or null.</param>
internal sealed class RowSlice(long firstRow, int maxRows, string? defaultEntity)
{
    /// <summary>Bytes of features after which the slice is full: rows of the largest size must not add up to much memory.</summary>
    private const int MaxInstanceBytes = 1024 * 1024;

    private readonly List<Row> _rows = new(maxRows);
    private readonly List<byte[]> _instances = new(maxRows);
    private List<string?>? _entities;
    private int _instanceBytes;

    /// <summary>Number of the first row.</summary>
    public long FirstRow => firstRow;

    /// <summary>Number of the row that is added next.</summary>
    public long NextRow => firstRow + _rows.Count;

    /// <summary>The rows, in order, also those with a fault.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>Rows without a fault.</summary>
    public int InstanceCount => _instances.Count;

    public bool IsFull => _rows.Count == maxRows || _instanceBytes >= MaxInstanceBytes;

    /// <summary>Where in the input the last row ends.</summary>
    public long EndOffset { get; set; }

    /// <summary>Adds a row that can be scored; the array is the slice's from then on.</summary>
    public void Add(byte[] features, string? id, string? entity)
    {
        entity ??= defaultEntity;
        if (entity is not null)
        {
            _entities ??= [.. Enumerable.Repeat<string?>(null, _instances.Count)];
        }

        _entities?.Add(entity);
        _rows.Add(new Row(id, entity, _instances.Count, null));
        _instances.Add(features);
        _instanceBytes += features.Length;
    }

    /// <summary>Adds a row with a fault.</summary>
    public void Add(RowFault fault, string? id) => _rows.Add(new Row(id, null, -1, fault));

    /// <summary>The question about some of the rows without a fault.</summary>
    public PredictRequest Ask(int from, int count, int top) => new()
    {
        Instances = [.. _instances.GetRange(from, count)],
        Top = top,

        // Faults name the field alone: the row is named by the line that tells it.
        IsBatch = false,
        Entities = _entities?.GetRange(from, count).ToArray(),
    };

    /// <summary>One row of a slice.</summary>
    /// <param name="Id">What the client calls it, or null.</param>
    /// <param name="Entity">Whose own model answers, or null.</param>
    /// <param name="Instance">Position among the rows without a fault; -1 for one with a fault.</param>
    /// <param name="Fault">Why it cannot be scored, or null.</param>
    public readonly record struct Row(string? Id, string? Entity, int Instance, RowFault? Fault);
}
