namespace Berlin.Learning;

/// <summary>Turns keys (a field, a kind and a value, as bytes) into columns.</summary>
internal interface IColumnMap
{
    /// <summary>Columns that exist so far; every column is below it.</summary>
    int Count { get; }

    /// <summary>Bytes held, for capacity planning.</summary>
    long MemoryBytes { get; }

    /// <summary>The column of a key, or -1 when it has none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash"><see cref="StableHash"/> of the key.</param>
    int Find(ReadOnlySpan<byte> key, ulong hash);

    /// <summary>The column of a key; a new one when there is room, else -1.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash"><see cref="StableHash"/> of the key.</param>
    int FindOrAdd(ReadOnlySpan<byte> key, ulong hash);

    /// <summary>Writes what <see cref="Read"/> needs.</summary>
    void Write(StateWriter writer);

    /// <summary>Takes over stored columns; the map is new and empty.</summary>
    void Read(ref StateReader reader);
}
