namespace Berlin.Learning;

/// <summary>Cells of one column: the class and the count of each.</summary>
internal readonly ref struct CellSpan(Span<ushort> classes, Span<uint> counts)
{
    public Span<ushort> Classes { get; } = classes;

    public Span<uint> Counts { get; } = counts;
}
