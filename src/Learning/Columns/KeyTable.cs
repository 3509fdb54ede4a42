namespace Berlin.Learning;

/// <summary>Columns by the 64-bit hash of their keys, in order of first appearance, up to a bound; the keys themselves are not kept.</summary>
/// <remarks>
/// About 14 bytes a column. Two keys of one hash would be one column: among 10,000 keys that happens once in 3.7 x 10^11 tables.
/// </remarks>
internal sealed class KeyTable(int max) : IColumnMap
{
    private const int SmallestTable = 16;

    private ulong[] _keys = [];

    /// <summary>0 = free; else the column + 1.</summary>
    private int[] _table = new int[SmallestTable];

    public int Count { get; private set; }

    public long MemoryBytes => (sizeof(ulong) * (long)_keys.Length) + (sizeof(int) * (long)_table.Length);

    /// <summary>The hash of a column's key.</summary>
    public ulong this[int column] => _keys[column];

    public int Find(ReadOnlySpan<byte> key, ulong hash) => Find(hash);

    /// <summary>The column of a hash, or -1.</summary>
    public int Find(ulong hash) => _table[FindSlot(hash)] - 1;

    public int FindOrAdd(ReadOnlySpan<byte> key, ulong hash) => FindOrAdd(hash);

    /// <summary>The hashes in order of columns.</summary>
    public void Write(StateWriter writer)
    {
        writer.Varint((ulong)Count);
        foreach (var key in _keys.AsSpan(0, Count))
        {
            writer.UInt64(key);
        }
    }

    public void Read(ref StateReader reader)
    {
        var count = reader.Count(max, "number of keys");
        for (var column = 0; column < count; column++)
        {
            if (FindOrAdd(reader.UInt64("key")) != column)
            {
                throw new LearnerStateException($"The state's key {column} is that of an earlier one.");
            }
        }
    }

    /// <summary>The column of a hash; a new one when there is room, else -1.</summary>
    public int FindOrAdd(ulong hash)
    {
        var slot = FindSlot(hash);
        if (_table[slot] != 0 || Count == max)
        {
            return _table[slot] - 1;
        }

        if (_keys.Length == Count)
        {
            Array.Resize(ref _keys, Math.Min(max, Growth.Of(Count, Count + 1)));
        }

        _keys[Count++] = hash;
        _table[slot] = Count;
        if (Count > _table.Length / 4 * 3)
        {
            GrowTable();
        }

        return Count - 1;
    }

    private int FindSlot(ulong hash)
    {
        var mask = _table.Length - 1;
        var slot = (int)hash & mask;
        while (_table[slot] != 0 && _keys[_table[slot] - 1] != hash)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void GrowTable()
    {
        _table = new int[_table.Length * 2];
        for (var column = 0; column < Count; column++)
        {
            _table[FindSlot(_keys[column])] = column + 1;
        }
    }
}
