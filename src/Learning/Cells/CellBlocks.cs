using System.Numerics;
using System.Runtime.CompilerServices;

namespace Berlin.Learning;

/// <summary>Blocks of cells with room for a power of two each, cut from slabs; a returned block goes to the next who asks for its size.</summary>
/// <remarks>
/// A block's handle is its slab (high bits) and its place there. Slabs hold 4,096 cells; the first grows to that, so that a learner
/// of few rows stays small, and a block of that size or above has a slab of its own. Handles reach to 2^31 cells.
/// </remarks>
internal sealed class CellBlocks<T>
    where T : unmanaged
{
    private const int PlaceBits = 12;

    private const int SlabCells = 1 << PlaceBits;

    private const int SmallestSlabCells = 32;

    private static readonly int BytesPerCell = sizeof(ushort) + Unsafe.SizeOf<T>();

    /// <summary>Sizes of blocks: 2^0 to 2^16.</summary>
    private const int Sizes = 17;

    private readonly Stack<int>?[] _free = new Stack<int>?[Sizes];

    private ushort[][] _classes = [new ushort[SmallestSlabCells]];

    private T[][] _values = [new T[SmallestSlabCells]];

    private int _slabs = 1;

    /// <summary>The slab that small blocks are cut from, and how much of it is.</summary>
    private int _open;

    private int _openUsed;

    private long _cells = SmallestSlabCells;

    public long MemoryBytes => (_cells * BytesPerCell) + _free.Sum(free => (free?.Count ?? 0) * (long)sizeof(int));

    public CellSpan<T> Span(int block, int count)
    {
        var slab = block >> PlaceBits;
        var place = block & (SlabCells - 1);
        return new CellSpan<T>(_classes[slab].AsSpan(place, count), _values[slab].AsSpan(place, count));
    }

    /// <summary>A block with room for a power of two; what it holds is left from its last user.</summary>
    public int Rent(int room)
    {
        if (_free[BitOperations.Log2((uint)room)] is { Count: > 0 } free)
        {
            return free.Pop();
        }

        if (room >= SlabCells)
        {
            return AddSlab(room) << PlaceBits;
        }

        if (_classes[_open].Length - _openUsed < room)
        {
            ExtendOpenSlab(room);
        }

        _openUsed += room;
        return (_open << PlaceBits) | (_openUsed - room);
    }

    /// <summary>Moves a full block to one of twice the room.</summary>
    public int Move(int block, int room) => Move(block, room, room * 2, used: room);

    /// <summary>Moves a block that is half empty to one of half the room.</summary>
    /// <param name="block">The block.</param>
    /// <param name="used">Its cells, half of its room.</param>
    public int Shrink(int block, int used) => Move(block, used * 2, used, used);

    /// <summary>Leaves a block to the next who asks for its size.</summary>
    public void Return(int block, int room) => (_free[BitOperations.Log2((uint)room)] ??= new Stack<int>()).Push(block);

    private int Move(int block, int room, int newRoom, int used)
    {
        var target = Rent(newRoom);
        var from = Span(block, used);
        var to = Span(target, used);
        from.Classes.CopyTo(to.Classes);
        from.Values.CopyTo(to.Values);
        Return(block, room);
        return target;
    }

    private void ReturnRestOfOpenSlab()
    {
        while (_openUsed < SlabCells)
        {
            var room = 1 << BitOperations.Log2((uint)(SlabCells - _openUsed));
            Return((_open << PlaceBits) | _openUsed, room);
            _openUsed += room;
        }
    }

    private void ExtendOpenSlab(int room)
    {
        var length = _classes[_open].Length;
        if (length == SlabCells)
        {
            ReturnRestOfOpenSlab();
            _open = AddSlab(SlabCells);
            _openUsed = 0;
            return;
        }

        var longer = Math.Min(SlabCells, (int)BitOperations.RoundUpToPowerOf2((uint)(_openUsed + room)));
        Array.Resize(ref _classes[_open], longer);
        Array.Resize(ref _values[_open], longer);
        _cells += longer - length;
        if (longer - _openUsed < room)
        {
            ExtendOpenSlab(room);
        }
    }

    private int AddSlab(int cells)
    {
        if (_slabs == _classes.Length)
        {
            Array.Resize(ref _classes, _slabs * 2);
            Array.Resize(ref _values, _slabs * 2);
        }

        _classes[_slabs] = new ushort[cells];
        _values[_slabs] = new T[cells];
        _cells += cells;
        return _slabs++;
    }
}
