namespace Berlin.Learning;

/// <summary>How feature values become columns.</summary>
public enum ColumnMode
{
    /// <summary>Each new value gets the next column until the bound is reached; later ones get none. Columns can be explained.</summary>
    Vocabulary,

    /// <summary>A value's column is its 64-bit hash modulo the number of columns. Stores no values; different values may share a column.</summary>
    Hashing,
}

/// <summary>How feature values become columns, and how many there can be.</summary>
/// <param name="Mode">Vocabulary or hashing.</param>
/// <param name="Max">Most columns (vocabulary) or number of buckets (hashing), 1 to <see cref="MostColumns"/>.</param>
public sealed record ColumnsConfig(ColumnMode Mode, int Max)
{
    /// <summary>Columns of a model that does not say otherwise.</summary>
    public const int DefaultMax = 20_000;

    /// <summary>Most columns a model may ask for; their headers alone take 8 MiB.</summary>
    public const int MostColumns = 1 << 20;

    /// <summary>Tells everything that is wrong; nothing when the config can be used.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Mode))
        {
            yield return $"columns.mode is {Mode}; it must be vocabulary or hashing";
        }

        if (Max is < 1 or > MostColumns)
        {
            yield return $"columns.max is {Max}; it must be 1 to {MostColumns}";
        }
    }

    internal string Describe() => $"{(Mode == ColumnMode.Hashing ? "hashing" : "vocabulary")} {Max}";
}
