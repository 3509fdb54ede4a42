using System.Numerics;

namespace Berlin.Learning;

/// <summary>Counts per (column, class), for the cells that were ever counted.</summary>
/// <remarks>
/// Each column owns a block of cells with room for a power of two, its classes side by side (so that looking one up is a vectorised
/// scan) and their counts beside them. A full block moves to one of twice the room and is left to the next column that needs its size.
/// A cell takes six bytes, so with the blocks that were outgrown, n cells of a column take less than 24 n bytes and 8 more.
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

    /// <summary>The classes and counts of one column, in order of first appearance; empty for one that was never counted.</summary>
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
        var position = cells.Classes.IndexOf((ushort)classId);
        if (position < 0)
        {
            Append(column, (ushort)classId, count);
            return count;
        }

        ref var cell = ref cells.Counts[position];
        var added = Math.Min(count, uint.MaxValue - cell);
        cell += added;
        return added;
    }

    /// <summary>Used columns in ascending order; each with the distance from the one before, its cells, their classes and counts.</summary>
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
            for (var i = 0; i < cells.Classes.Length; i++)
            {
                writer.Varint(cells.Classes[i]);
                writer.Varint(cells.Counts[i]);
            }

            next = column + 1;
        }
    }

    /// <summary>Takes over stored cells; the store is new.</summary>
    public void Read(ref StateReader reader, int classes, int columns)
    {
        var used = reader.Count(columns, "number of counted columns");
        var next = 0;
        var seen = new bool[classes];
        for (var i = 0; i < used; i++)
        {
            if (next == columns)
            {
                throw new LearnerStateException($"The state counts {used} columns, but its last one is reached after {i}.");
            }

            var column = next + (int)reader.Varint(0, (ulong)(columns - 1 - next), "distance to the next counted column");
            ReadColumn(ref reader, column, classes, seen);
            next = column + 1;
        }
    }

    private void ReadColumn(ref StateReader reader, int column, int classes, bool[] seen)
    {
        var count = (int)reader.Varint(1, (ulong)Math.Min(classes, reader.Remaining), "number of a column's cells");
        EnsureColumn(column);
        var block = _blocks.Rent(RoomFor(count));
        var cells = _blocks.Span(block, count);
        for (var i = 0; i < count; i++)
        {
            cells.Classes[i] = (ushort)reader.Varint(0, (ulong)(classes - 1), "class of a cell");
            cells.Counts[i] = (uint)reader.Varint(1, uint.MaxValue, "count of a cell");
            if (seen[cells.Classes[i]])
            {
                throw new LearnerStateException($"The state's column {column} has two cells of class {cells.Classes[i]}.");
            }

            seen[cells.Classes[i]] = true;
        }

        foreach (var classId in cells.Classes)
        {
            seen[classId] = false;
        }

        _columns[column] = new Column { Block = block, Count = count };
        UsedColumns++;
        Count += count;
    }

    private static int RoomFor(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)count);

    private void EnsureColumn(int column)
    {
        if (column >= _columns.Length)
        {
            Array.Resize(ref _columns, Growth.Of(_columns.Length, column + 1));
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
        header.Count++;
        Count++;
    }
}
