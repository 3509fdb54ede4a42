namespace Berlin.Learning;

/// <summary>Cells of one column: the class and the value of each.</summary>
internal readonly ref struct CellSpan<T>(Span<ushort> classes, Span<T> values)
{
    public Span<ushort> Classes { get; } = classes;

    public Span<T> Values { get; } = values;
}
