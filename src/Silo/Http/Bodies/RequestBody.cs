using System.Buffers;

namespace Berlin.Silo.Http.Bodies;

/// <summary>A whole request body in a pooled buffer. Disposing returns the buffer; no span of it may be used afterwards.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>
    /// First buffer. A body grows it by what has arrived, not by the length that its sender claims, so that a claim
    /// alone holds no memory.
    /// </summary>
    private const int FirstBufferBytes = 16 * 1024;

    private readonly BodyBudget _budget;
    private byte[] _buffer;

    public RequestBody(BodyBudget budget)
    {
        _budget = budget;
        budget.Take(FirstBufferBytes);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        Capacity = FirstBufferBytes;
    }

    /// <summary>The buffer; the body is its first <see cref="Length"/> bytes.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>Length of the body in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <summary>Bytes that the budget has granted; the rented array may be longer.</summary>
    private int Capacity { get; set; }

    /// <summary>Adds a piece of the body; the caller has checked that it stays within the largest body.</summary>
    public void Append(in ReadOnlySequence<byte> piece, int maxBytes)
    {
        var length = checked(Length + (int)piece.Length);
        if (length > Capacity)
        {
            Grow(length, maxBytes);
        }

        piece.CopyTo(_buffer.AsSpan(Length));
        Length = length;
    }

    public void Dispose()
    {
        if (Capacity > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _budget.Return(Capacity);
            _buffer = [];
            Capacity = 0;
            Length = 0;
        }
    }

    private void Grow(int needed, int maxBytes)
    {
        var capacity = (int)Math.Max(needed, Math.Min(2L * Capacity, maxBytes));
        _budget.Take(capacity - Capacity);
        Capacity = capacity;
        if (capacity <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
