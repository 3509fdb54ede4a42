namespace Berlin.Learning;

/// <summary>Columns in order of first appearance, up to a bound; values that come later have none.</summary>
/// <remarks>
/// Keys lie one after the other in one array, found through an open-addressing table whose entries hold the column and eleven bits
/// of the hash: about 12 bytes a column beside the key itself, and no object per key.
/// </remarks>
internal sealed class Vocabulary(int max) : IColumnMap
{
    /// <summary>Longest key; the extractor keeps below it (8 words of 64 bytes, a category of 256), and all keys together below 1 GiB.</summary>
    public const int LongestKeyBytes = 1024;

    private const int ColumnBits = 21;

    private const uint ColumnMask = (1u << ColumnBits) - 1;

    private const int SmallestTable = 16;

    private byte[] _keys = [];

    /// <summary>Where the key of each column ends in <see cref="_keys"/>.</summary>
    private int[] _ends = [];

    /// <summary>0 = free; else the column + 1 in the low bits, and high bits of the hash above.</summary>
    private uint[] _table = new uint[SmallestTable];

    public int Count { get; private set; }

    public long MemoryBytes => _keys.Length + (sizeof(int) * (long)_ends.Length) + (sizeof(uint) * (long)_table.Length);

    public int Find(ReadOnlySpan<byte> key, ulong hash)
    {
        var slot = FindSlot(key, hash);
        return (int)(_table[slot] & ColumnMask) - 1;
    }

    public int FindOrAdd(ReadOnlySpan<byte> key, ulong hash)
    {
        var slot = FindSlot(key, hash);
        if (_table[slot] != 0)
        {
            return (int)(_table[slot] & ColumnMask) - 1;
        }

        if (Count == max)
        {
            return -1;
        }

        Append(key);
        _table[slot] = Entry(Count, hash);
        if (Count > _table.Length / 4 * 3)
        {
            GrowTable();
        }

        return Count - 1;
    }

    public ReadOnlySpan<byte> KeyOf(int column)
    {
        var start = column == 0 ? 0 : _ends[column - 1];
        return _keys.AsSpan(start, _ends[column] - start);
    }

    public void Write(StateWriter writer)
    {
        writer.Varint((ulong)Count);
        for (var column = 0; column < Count; column++)
        {
            writer.Block(KeyOf(column));
        }
    }

    public void Read(ref StateReader reader)
    {
        var count = reader.Count(max, "number of columns");
        for (var column = 0; column < count; column++)
        {
            var key = reader.Block(LongestKeyBytes, "column key");
            if (FindOrAdd(key, StableHash.Of(key)) != column)
            {
                throw new LearnerStateException($"The state's column {column} has the key of an earlier one.");
            }
        }
    }

    private static uint Entry(int columnPlusOne, ulong hash) => (uint)columnPlusOne | ((uint)(hash >> 32) & ~ColumnMask);

    private int FindSlot(ReadOnlySpan<byte> key, ulong hash)
    {
        var mask = _table.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var entry = _table[slot];
            if (entry == 0 || (((entry ^ (uint)(hash >> 32)) & ~ColumnMask) == 0 && KeyOf((int)(entry & ColumnMask) - 1).SequenceEqual(key)))
            {
                return slot;
            }
        }
    }

    private void Append(ReadOnlySpan<byte> key)
    {
        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (_keys.Length - start < key.Length)
        {
            Array.Resize(ref _keys, Growth.Of(_keys.Length, start + key.Length));
        }

        if (_ends.Length == Count)
        {
            Array.Resize(ref _ends, Math.Min(max, Growth.Of(Count, Count + 1)));
        }

        key.CopyTo(_keys.AsSpan(start));
        _ends[Count++] = start + key.Length;
    }

    private void GrowTable()
    {
        _table = new uint[_table.Length * 2];
        var mask = _table.Length - 1;
        for (var column = 0; column < Count; column++)
        {
            var hash = StableHash.Of(KeyOf(column));
            var slot = (int)hash & mask;
            while (_table[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _table[slot] = Entry(column + 1, hash);
        }
    }
}
