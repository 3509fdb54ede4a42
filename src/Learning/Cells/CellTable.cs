using System.Numerics;

namespace Berlin.Learning;

/// <summary>A value per (column, class), for the cells that were ever made.</summary>
/// <remarks>
/// Each column owns a block of cells with room for a power of two: its classes side by side, and their values beside them. A class
/// whose number is below the number of cells has its home at the place of that number, and is put there when it is met; it is looked
/// for by a vectorised scan only where it is not at home. So a column that many classes use is read without searching, and one that
/// few use by scanning a few. The order of cells shows nowhere: scores do not depend on it, and they are written by class.
/// A full block moves to one of twice the room and is left to the next column that needs its size. So with the blocks that were
/// outgrown, n cells of a column take less than the room of 4 n cells, and 8 bytes more.
/// </remarks>
internal abstract class CellTable<T>
    where T : unmanaged
{
    /// <summary>Where a column's block is, and how many of its cells are used. Its room is that number rounded up to a power of two.</summary>
    private struct Column
    {
        public int Block;
        public int Count;
    }

    private readonly CellBlocks<T> _blocks = new();

    private Column[] _columns = [];

    /// <summary>Columns that have a cell.</summary>
    public int UsedColumns { get; private set; }

    /// <summary>Cells that there are.</summary>
    public long Count { get; private set; }

    public long MemoryBytes => (_columns.Length * 8L) + _blocks.MemoryBytes;

    /// <summary>The classes and values of one column, in no particular order; empty for one that has none.</summary>
    public CellSpan<T> this[int column]
    {
        get
        {
            if (column >= _columns.Length)
            {
                return default;
            }

            ref readonly var header = ref _columns[column];
            return header.Count == 0 ? default : _blocks.Span(header.Block, header.Count);
        }
    }

    /// <summary>Used columns in ascending order; each with the distance from the one before, its cells, and the distances and values of those.</summary>
    public void Write(StateWriter writer)
    {
        writer.Varint((ulong)UsedColumns);
        var next = 0;
        for (var column = 0; column < _columns.Length; column++)
        {
            var cells = this[column];
            if (cells.Classes.IsEmpty)
            {
                continue;
            }

            writer.Varint((ulong)(column - next));
            writer.Varint((ulong)cells.Classes.Length);
            WriteCells(writer, cells);
            next = column + 1;
        }
    }

    /// <summary>Takes over stored cells; the table is new.</summary>
    public void Read(ref StateReader reader, int classes, int columns)
    {
        var used = reader.Count(columns, "number of used columns");
        var next = 0;
        for (var i = 0; i < used; i++)
        {
            next += (int)reader.Varint(0, (ulong)(columns - next - (used - i)), "distance to the next used column");
            ReadColumn(ref reader, next++, classes);
        }
    }

    protected abstract void WriteValue(StateWriter writer, T value);

    protected abstract T ReadValue(ref StateReader reader);

    /// <summary>The place of a class among a column's cells, or -1.</summary>
    protected static int PositionOf(CellSpan<T> cells, int classId) =>
        classId < cells.Classes.Length && cells.Classes[classId] == classId ? classId : cells.Classes.IndexOf((ushort)classId);

    /// <summary>The cell of a class, brought home; a null reference where there is none.</summary>
    protected static ref T FindAtHome(CellSpan<T> cells, int classId)
    {
        if (classId < cells.Classes.Length && cells.Classes[classId] == classId)
        {
            return ref cells.Values[classId];
        }

        var position = cells.Classes.IndexOf((ushort)classId);
        return ref position < 0 ? ref System.Runtime.CompilerServices.Unsafe.NullRef<T>() : ref cells.Values[BringHome(cells, position)];
    }

    /// <summary>Makes a cell that is not there.</summary>
    protected void Append(int column, ushort classId, T value)
    {
        EnsureColumn(column);
        ref var header = ref _columns[column];
        if (header.Count == 0)
        {
            header.Block = _blocks.Rent(room: 1);
            UsedColumns++;
        }
        else if (BitOperations.IsPow2(header.Count))
        {
            header.Block = _blocks.Move(header.Block, header.Count);
        }

        var cells = _blocks.Span(header.Block, header.Count + 1);
        cells.Classes[header.Count] = classId;
        cells.Values[header.Count] = value;
        BringHome(cells, header.Count);
        header.Count++;
        Count++;
    }

    /// <summary>Puts the last cell in the place of one that is dropped, and gives room back as <see cref="Append"/> takes it.</summary>
    protected void Drop(int column, int position)
    {
        ref var header = ref _columns[column];
        var cells = _blocks.Span(header.Block, header.Count);
        header.Count--;
        Count--;
        (cells.Classes[position], cells.Values[position]) = (cells.Classes[header.Count], cells.Values[header.Count]);
        if (header.Count == 0)
        {
            _blocks.Return(header.Block, room: 1);
            UsedColumns--;
        }
        else if (BitOperations.IsPow2(header.Count))
        {
            header.Block = _blocks.Shrink(header.Block, header.Count);
        }
    }

    /// <summary>Swaps a cell to the place of its class's number, where the column has that many cells.</summary>
    /// <returns>Where the cell is then.</returns>
    private static int BringHome(CellSpan<T> cells, int position)
    {
        var home = cells.Classes[position];
        if (home >= cells.Classes.Length)
        {
            return position;
        }

        (cells.Classes[position], cells.Classes[home]) = (cells.Classes[home], home);
        (cells.Values[position], cells.Values[home]) = (cells.Values[home], cells.Values[position]);
        return home;
    }

    private static int RoomFor(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)count);

    private void WriteCells(StateWriter writer, CellSpan<T> cells)
    {
        var classes = cells.Classes.ToArray();
        var values = cells.Values.ToArray();
        Array.Sort(classes, values);
        var next = 0;
        for (var i = 0; i < classes.Length; i++)
        {
            writer.Varint((ulong)(classes[i] - next));
            WriteValue(writer, values[i]);
            next = classes[i] + 1;
        }
    }

    private void ReadColumn(ref StateReader reader, int column, int classes)
    {
        var count = (int)reader.Varint(1, (ulong)Math.Min(classes, reader.Remaining), "number of a column's cells");
        EnsureColumn(column);
        var block = _blocks.Rent(RoomFor(count));
        var cells = _blocks.Span(block, count);
        var next = 0;
        for (var i = 0; i < count; i++)
        {
            // So many classes are still to come that the distance cannot be larger.
            next += (int)reader.Varint(0, (ulong)(classes - next - (count - i)), "distance to a cell's class");
            cells.Classes[i] = (ushort)next++;
            cells.Values[i] = ReadValue(ref reader);
        }

        _columns[column] = new Column { Block = block, Count = count };
        UsedColumns++;
        Count += count;
    }

    private void EnsureColumn(int column)
    {
        if (column >= _columns.Length)
        {
            Array.Resize(ref _columns, Growth.Of(_columns.Length, column + 1));
        }
    }
}
