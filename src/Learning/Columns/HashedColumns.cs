namespace Berlin.Learning;

/// <summary>Columns by hash: no memory, no state, no bound on distinct values; different values may share a column.</summary>
internal sealed class HashedColumns(int buckets) : IColumnMap
{
    public int Count => buckets;

    public long MemoryBytes => 0;

    public int Find(ReadOnlySpan<byte> key, ulong hash) => (int)(hash % (ulong)buckets);

    public int FindOrAdd(ReadOnlySpan<byte> key, ulong hash) => Find(key, hash);

    public void Write(StateWriter writer)
    {
    }

    public void Read(ref StateReader reader)
    {
    }
}
