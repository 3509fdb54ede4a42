namespace Berlin.Learning.Bench;

/// <summary>Rows of distinct columns drawn evenly, each with a class drawn evenly: every cell gets counted, which is the dearest case.</summary>
internal sealed class RowStream(BenchShape shape)
{
    private readonly Random _random = new(shape.Seed);

    private readonly int[] _columns = new int[shape.BatchRows * shape.NonZeros];

    private readonly int[] _ones = [.. Enumerable.Repeat(1, shape.NonZeros)];

    private readonly int[] _classes = new int[shape.BatchRows];

    public SparseRow Row(int index) => new(_columns.AsSpan(index * shape.NonZeros, shape.NonZeros), _ones);

    public int ClassOf(int index) => _classes[index];

    /// <summary>Puts new rows in place of those before.</summary>
    public void Fill()
    {
        for (var i = 0; i < shape.BatchRows; i++)
        {
            FillRow(_columns.AsSpan(i * shape.NonZeros, shape.NonZeros));
            _classes[i] = _random.Next(shape.Classes);
        }
    }

    private void FillRow(Span<int> row)
    {
        for (var filled = 0; filled < row.Length;)
        {
            var column = _random.Next(shape.Columns);
            if (!row[..filled].Contains(column))
            {
                row[filled++] = column;
            }
        }

        row.Sort();
    }
}
