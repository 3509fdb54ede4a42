namespace Berlin.Learning;

/// <summary>The non-zero columns of one observation.</summary>
internal readonly ref struct SparseRow
{
    /// <summary>Wraps columns and their counts, without copying.</summary>
    /// <param name="columns">Columns, strictly ascending.</param>
    /// <param name="counts">How often each occurs, from 1; as many as columns.</param>
    public SparseRow(ReadOnlySpan<int> columns, ReadOnlySpan<int> counts)
    {
        Columns = columns;
        Counts = counts;
    }

    public ReadOnlySpan<int> Columns { get; }

    public ReadOnlySpan<int> Counts { get; }
}
