namespace Berlin.Learning;

/// <summary>The non-zero columns of one observation.</summary>
internal readonly ref struct SparseRow
{
    /// <summary>Wraps columns and their counts, without copying.</summary>
    /// <param name="columns">Columns, strictly ascending.</param>
    /// <param name="counts">How often each occurs, from 1; as many as columns.</param>
    /// <param name="entity">Hash of the entity that the row belongs to, 0 for none.</param>
    public SparseRow(ReadOnlySpan<int> columns, ReadOnlySpan<int> counts, ulong entity = 0)
    {
        Columns = columns;
        Counts = counts;
        Entity = entity;
    }

    public ReadOnlySpan<int> Columns { get; }

    public ReadOnlySpan<int> Counts { get; }

    public ulong Entity { get; }
}
