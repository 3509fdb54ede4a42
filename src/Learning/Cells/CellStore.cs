using System.Runtime.CompilerServices;

namespace Berlin.Learning;

/// <summary>Counts per (column, class), for the cells that were ever counted; a cell takes six bytes of its column's block.</summary>
internal sealed class CellStore : CellTable<uint>
{
    /// <summary>Adds to a cell, which is made if need be; a cell stays at 2^32 - 1 when it gets there.</summary>
    /// <returns>What was added.</returns>
    public uint Add(int column, int classId, uint count)
    {
        ref var cell = ref FindAtHome(this[column], classId);
        if (Unsafe.IsNullRef(ref cell))
        {
            Append(column, (ushort)classId, count);
            return count;
        }

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
        return position < 0 ? 0 : cells.Values[position];
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

        ref var cell = ref cells.Values[position];
        var taken = Math.Min(cell, count);
        cell -= taken;
        if (cell == 0)
        {
            Drop(column, position);
        }

        return taken;
    }

    protected override void WriteValue(StateWriter writer, uint value) => writer.Varint(value);

    protected override uint ReadValue(ref StateReader reader) => (uint)reader.Varint(1, uint.MaxValue, "count of a cell");
}
