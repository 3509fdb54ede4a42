namespace Berlin.Learning;

/// <summary>What counting rows of classes gives: rows and occurrences of each class, and a count per (column, class).</summary>
/// <remarks>A row can be taken out of its class again; what is left then is what would be there without it.</remarks>
internal sealed class RowCounts
{
    /// <summary>What the arrays hold per class.</summary>
    private const int BytesPerClass = 2 * sizeof(long);

    private long[] _rows = [];

    private long[] _occurrences = [];

    /// <summary>Classes that have or had rows.</summary>
    public int ClassCount { get; private set; }

    /// <summary>Rows of all classes.</summary>
    public long TotalRows { get; private set; }

    /// <summary>The counted cells.</summary>
    public CellStore Cells { get; } = new();

    /// <summary>Rows of each class.</summary>
    public ReadOnlySpan<long> Rows => _rows.AsSpan(0, ClassCount);

    /// <summary>Occurrences of all columns in the rows of each class.</summary>
    public ReadOnlySpan<long> Occurrences => _occurrences.AsSpan(0, ClassCount);

    public long MemoryBytes => Cells.MemoryBytes + ((long)_rows.Length * BytesPerClass);

    /// <summary>Counts a row for a class, or for a new one whose id is <see cref="ClassCount"/>.</summary>
    public void Add(SparseRow row, int classId)
    {
        if (classId == ClassCount)
        {
            AddClass();
        }

        for (var i = 0; i < row.Columns.Length; i++)
        {
            _occurrences[classId] += Cells.Add(row.Columns[i], classId, (uint)row.Counts[i]);
        }

        _rows[classId]++;
        TotalRows++;
    }

    /// <summary>Takes a counted row out of its class.</summary>
    /// <exception cref="InvalidOperationException">No such row was counted for the class; nothing changed.</exception>
    public void Remove(SparseRow row, int classId)
    {
        if (!Holds(row, classId))
        {
            throw new InvalidOperationException($"Class {classId} holds no such row that could be taken out.");
        }

        for (var i = 0; i < row.Columns.Length; i++)
        {
            _occurrences[classId] -= Cells.Remove(row.Columns[i], classId, (uint)row.Counts[i]);
        }

        _rows[classId]--;
        TotalRows--;
    }

    /// <summary>Rows of each class, then the cells; occurrences follow from them.</summary>
    public void Write(StateWriter writer)
    {
        foreach (var rows in Rows)
        {
            writer.Varint((ulong)rows);
        }

        Cells.Write(writer);
    }

    /// <summary>Takes over what was written; the counts are new.</summary>
    public void Read(ref StateReader reader, int classes, int columns)
    {
        for (var c = 0; c < classes; c++)
        {
            AddClass();
            _rows[c] = (long)reader.Varint(0, (ulong)(long.MaxValue - TotalRows), "rows of a class");
            TotalRows += _rows[c];
        }

        Cells.Read(ref reader, classes, columns);
        for (var column = 0; column < columns; column++)
        {
            var cells = Cells[column];
            for (var i = 0; i < cells.Classes.Length; i++)
            {
                _occurrences[cells.Classes[i]] += cells.Values[i];
            }
        }
    }

    private bool Holds(SparseRow row, int classId)
    {
        if (classId >= ClassCount || _rows[classId] == 0)
        {
            return false;
        }

        for (var i = 0; i < row.Columns.Length; i++)
        {
            if (Cells.Find(row.Columns[i], classId) < (uint)row.Counts[i])
            {
                return false;
            }
        }

        return true;
    }

    private void AddClass()
    {
        if (ClassCount == _rows.Length)
        {
            var length = Math.Max(4, ClassCount * 2);
            Array.Resize(ref _rows, length);
            Array.Resize(ref _occurrences, length);
        }

        ClassCount++;
    }
}
