using System.Numerics;

namespace Berlin.Learning;

/// <summary>Counts per (column, class), for the cells that were ever counted.</summary>
/// <remarks>
/// Each column owns a block of cells with room for a power of two: its classes in ascending order, side by side, and their counts beside
/// them. A class that has seen the column with all classes before it stands at the place of its own number; others are found by a
/// vectorised scan. A full block moves to one of twice the room and is left to the next column that needs its size. A cell takes six
/// bytes, so with the blocks that were outgrown, n cells of a column take less than 24 n bytes and 8 more.
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

    /// <summary>The classes and counts of one column, classes ascending; empty for one that was never counted.</summary>
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
        var position = Find(cells.Classes, classId);
        if (position < 0)
        {
            Insert(column, ~cells.Classes.BinarySearch((ushort)classId), (ushort)classId, count);
            return count;
        }

        ref var cell = ref cells.Counts[position];
        var added = Math.Min(count, uint.MaxValue - cell);
        cell += added;
        return added;
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
            var nextClass = 0;
            for (var i = 0; i < cells.Classes.Length; i++)
            {
                writer.Varint((ulong)(cells.Classes[i] - nextClass));
                writer.Varint(cells.Counts[i]);
                nextClass = cells.Classes[i] + 1;
            }

            next = column + 1;
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

    /// <summary>Where a class is among ascending ones, or -1; it cannot be behind the place of its own number.</summary>
    private static int Find(ReadOnlySpan<ushort> classes, int classId)
    {
        if (classId >= classes.Length)
        {
            return classes.IndexOf((ushort)classId);
        }

        return classes[classId] == classId ? classId : classes[..classId].IndexOf((ushort)classId);
    }

    private static int RoomFor(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)count);

    private void EnsureColumn(int column)
    {
        if (column >= _columns.Length)
        {
            Array.Resize(ref _columns, Growth.Of(_columns.Length, column + 1));
        }
    }

    private void Insert(int column, int position, ushort classId, uint count)
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
        cells.Classes[position..^1].CopyTo(cells.Classes[(position + 1)..]);
        cells.Counts[position..^1].CopyTo(cells.Counts[(position + 1)..]);
        cells.Classes[position] = classId;
        cells.Counts[position] = count;
        header.Count++;
        Count++;
    }
}
