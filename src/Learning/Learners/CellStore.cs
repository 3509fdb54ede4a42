using System.Numerics;

namespace Berlin.Learning;

/// <summary>Counts per (column, class), for the cells that were ever counted.</summary>
/// <remarks>
/// Each column owns a block of cells with room for a power of two: its classes side by side, and their counts beside them. A class
/// whose number is below the number of cells has its home at the place of that number, and is put there when it is met; it is looked
/// for by a vectorised scan only where it is not at home. So a column that many classes use is read without searching, and one that
/// few use by scanning a few. The order of cells shows nowhere: scores do not depend on it, and they are written by class.
/// A full block moves to one of twice the room and is left to the next column that needs its size. A cell takes six bytes, so with
/// the blocks that were outgrown, n cells of a column take less than 24 n bytes and 8 more.
/// </remarks>
internal sealed class CellStore
{
    /// <summary>Where a column's block is, and how many of its cells are used. Its room is that number rounded up to a power of two.</summary>
    private struct Column
    {
        public int Block;
        public int Count;
    }

    private readonly CellBlocks _blocks = new();

    private Column[] _columns = [];

    /// <summary>Columns that have a cell.</summary>
    public int UsedColumns { get; private set; }

    /// <summary>Cells that were counted.</summary>
    public long Count { get; private set; }

    public long MemoryBytes => (_columns.Length * 8L) + _blocks.MemoryBytes;

    /// <summary>The classes and counts of one column, in no particular order; empty for one that was never counted.</summary>
    public CellSpan this[int column]
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

    /// <summary>Adds to a cell, which is made if need be; a cell stays at 2^32 - 1 when it gets there.</summary>
    /// <returns>What was added.</returns>
    public uint Add(int column, int classId, uint count)
    {
        var cells = this[column];
        var home = classId;
        if (home >= cells.Classes.Length || cells.Classes[home] != classId)
        {
            home = cells.Classes.IndexOf((ushort)classId);
            if (home < 0)
            {
                Append(column, (ushort)classId, count);
                return count;
            }

            home = BringHome(cells, home);
        }

        ref var cell = ref cells.Counts[home];
        var sum = cell + count;
        if (sum < count)
        {
            count = uint.MaxValue - cell;
            sum = uint.MaxValue;
        }

        cell = sum;
        return count;
    }

    /// <summary>The count of a cell, 0 for one that is not there.</summary>
    public uint Find(int column, int classId)
    {
        var cells = this[column];
        var position = PositionOf(cells, classId);
        return position < 0 ? 0 : cells.Counts[position];
    }

    /// <summary>Takes from a cell what was added to it; one that holds nothing any more is gone, as if it had never been.</summary>
    /// <returns>What was taken: no more than the cell held.</returns>
    public uint Remove(int column, int classId, uint count)
    {
        var cells = this[column];
        var position = PositionOf(cells, classId);
        if (position < 0)
        {
            return 0;
        }

        ref var cell = ref cells.Counts[position];
        var taken = Math.Min(cell, count);
        cell -= taken;
        if (cell == 0)
        {
            Drop(column, cells, position);
        }

        return taken;
    }

    /// <summary>Used columns in ascending order; each with the distance from the one before, its cells, and the distances and counts of those.</summary>
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

    private static void WriteCells(StateWriter writer, CellSpan cells)
    {
        var byClass = new ulong[cells.Classes.Length];
        for (var i = 0; i < byClass.Length; i++)
        {
            byClass[i] = ((ulong)cells.Classes[i] << 32) | cells.Counts[i];
        }

        Array.Sort(byClass);
        var next = 0;
        foreach (var cell in byClass)
        {
            var classId = (int)(cell >> 32);
            writer.Varint((ulong)(classId - next));
            writer.Varint((uint)cell);
            next = classId + 1;
        }
    }

    /// <summary>Takes over stored cells; the store is new.</summary>
    public void Read(ref StateReader reader, int classes, int columns)
    {
        var used = reader.Count(columns, "number of counted columns");
        var next = 0;
        for (var i = 0; i < used; i++)
        {
            next += (int)reader.Varint(0, (ulong)(columns - next - (used - i)), "distance to the next counted column");
            ReadColumn(ref reader, next++, classes);
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
            cells.Counts[i] = (uint)reader.Varint(1, uint.MaxValue, "count of a cell");
        }

        _columns[column] = new Column { Block = block, Count = count };
        UsedColumns++;
        Count += count;
    }

    private static int PositionOf(CellSpan cells, int classId) =>
        classId < cells.Classes.Length && cells.Classes[classId] == classId ? classId : cells.Classes.IndexOf((ushort)classId);

    /// <summary>Swaps a cell to the place of its class's number, where the column has that many cells.</summary>
    /// <returns>Where the cell is then.</returns>
    private static int BringHome(CellSpan cells, int position)
    {
        var home = cells.Classes[position];
        if (home >= cells.Classes.Length)
        {
            return position;
        }

        (cells.Classes[position], cells.Classes[home]) = (cells.Classes[home], home);
        (cells.Counts[position], cells.Counts[home]) = (cells.Counts[home], cells.Counts[position]);
        return home;
    }

    private static int RoomFor(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)count);

    private void EnsureColumn(int column)
    {
        if (column >= _columns.Length)
        {
            Array.Resize(ref _columns, Growth.Of(_columns.Length, column + 1));
        }
    }

    /// <summary>Puts the last cell in the place of one that is dropped, and gives room back as <see cref="Append"/> takes it.</summary>
    private void Drop(int column, CellSpan cells, int position)
    {
        ref var header = ref _columns[column];
        header.Count--;
        Count--;
        (cells.Classes[position], cells.Counts[position]) = (cells.Classes[header.Count], cells.Counts[header.Count]);
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

    private void Append(int column, ushort classId, uint count)
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
        cells.Counts[header.Count] = count;
        BringHome(cells, header.Count);
        header.Count++;
        Count++;
    }
}
