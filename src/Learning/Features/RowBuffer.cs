namespace Berlin.Learning;

/// <summary>Turns keys into a row; reused from row to row.</summary>
internal sealed class RowBuffer
{
    private int[] _columns = new int[64];

    private int[] _counts = new int[64];

    /// <summary>The row of the keys that have a column; valid until the next call.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="map">Where their columns are.</param>
    /// <param name="addColumns">Whether keys without a column get one, as far as there is room.</param>
    /// <param name="entity">Hash of the entity that the row belongs to, 0 for none.</param>
    public SparseRow Resolve(FeatureKeys keys, IColumnMap map, bool addColumns, ulong entity = 0)
    {
        if (_columns.Length < keys.Count)
        {
            _columns = new int[Math.Max(keys.Count, _columns.Length * 2)];
            _counts = new int[_columns.Length];
        }

        var found = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            var column = addColumns ? map.FindOrAdd(keys[i], keys.HashOf(i)) : map.Find(keys[i], keys.HashOf(i));
            if (column >= 0)
            {
                _columns[found++] = column;
            }
        }

        _columns.AsSpan(0, found).Sort();
        return CountEqual(found, entity);
    }

    private SparseRow CountEqual(int found, ulong entity)
    {
        var length = 0;
        for (var i = 0; i < found; i++)
        {
            if (length > 0 && _columns[length - 1] == _columns[i])
            {
                _counts[length - 1]++;
                continue;
            }

            _columns[length] = _columns[i];
            _counts[length++] = 1;
        }

        return new SparseRow(_columns.AsSpan(0, length), _counts.AsSpan(0, length), entity);
    }
}
