namespace Berlin.Learning;

/// <summary>The keys of one observation, before they become columns; reused from row to row.</summary>
/// <remarks>
/// A key is one byte that holds its kind above the number of its field (so that equal values of two fields are two columns), and its value.
/// </remarks>
internal sealed class FeatureKeys
{
    /// <summary>Most keys of one row; a text of 8,000 words has as many in eight lengths of n-grams.</summary>
    public const int MostKeys = 65_536;

    /// <summary>Bits of a field's number: 64 fields, <see cref="OnlineClassifierConfig.MostFeatures"/>.</summary>
    private const int FieldBits = 6;

    private byte[] _bytes = new byte[1024];

    private int[] _ends = new int[64];

    private ulong[] _hashes = new ulong[64];

    private int _used;

    /// <summary>Keys so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no further key may be added.</summary>
    public bool IsFull => Count == MostKeys;

    public ulong HashOf(int key) => _hashes[key];

    public ReadOnlySpan<byte> this[int key]
    {
        get
        {
            var start = key == 0 ? 0 : _ends[key - 1];
            return _bytes.AsSpan(start, _ends[key] - start);
        }
    }

    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    /// <summary>Adds a key; not when <see cref="IsFull"/>.</summary>
    public void Add(int field, FeatureKind kind, ReadOnlySpan<byte> value)
    {
        var needed = _used + value.Length + 1;
        if (_bytes.Length < needed)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }

        if (_ends.Length == Count)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        _bytes[_used] = (byte)(((int)kind << FieldBits) | field);
        value.CopyTo(_bytes.AsSpan(_used + 1));
        _hashes[Count] = StableHash.Of(_bytes.AsSpan(_used, value.Length + 1));
        _used = needed;
        _ends[Count++] = needed;
    }
}
