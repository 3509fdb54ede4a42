using System.Diagnostics.CodeAnalysis;

namespace Berlin.Silo.Http.Scoring;

/// <summary>
/// The bytes of an input that were read and are not done with, in one array, so that a row is one span. Grows to the
/// largest row. Serves one reader.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The stream belongs to whoever made the input; a task is not disposed.")]
internal sealed class RowInput(Stream stream)
{
    /// <summary>About a thousand rows; a read of a socket or a file brings at most as much.</summary>
    private const int FirstBytes = 128 * 1024;

    private Task<int>? _reading;

    /// <summary>Holds the bytes at hand, from <see cref="Start"/> to <see cref="End"/>.</summary>
    public byte[] Buffer { get; private set; } = GC.AllocateUninitializedArray<byte>(FirstBytes);

    /// <summary>Where in <see cref="Buffer"/> the bytes at hand begin.</summary>
    public int Start { get; private set; }

    /// <summary>Where they end.</summary>
    public int End { get; private set; }

    /// <summary>Whether nothing follows on the bytes at hand.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>Position of <see cref="Start"/> in the input.</summary>
    public long Offset { get; private set; }

    /// <summary>The bytes at hand.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(Start, End - Start);

    /// <summary>Whether <see cref="ReadAsync"/> would not wait.</summary>
    /// <remarks>Begins to read where that was not done before.</remarks>
    public bool IsAtHand(CancellationToken cancellationToken) => IsEnd || Reading(cancellationToken).IsCompleted;

    /// <summary>Drops bytes that are done with.</summary>
    public void Consume(int count)
    {
        Start += count;
        Offset += count;
    }

    /// <summary>Waits for more bytes, or for the end.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        if (IsEnd)
        {
            return;
        }

        var count = await Reading(cancellationToken);
        _reading = null;
        End += count;
        IsEnd = count == 0;
    }

    /// <summary>Goes on at another position of the input, whose stream can seek.</summary>
    public void Seek(long offset)
    {
        stream.Position = offset;
        Offset = offset;
        Start = 0;
        End = 0;
        IsEnd = false;
    }

    private Task<int> Reading(CancellationToken cancellationToken)
    {
        if (_reading is null)
        {
            MakeRoom();
            _reading = stream.ReadAsync(Buffer.AsMemory(End), cancellationToken).AsTask();
        }

        return _reading;
    }

    private void MakeRoom()
    {
        var length = End - Start;
        if (length > Buffer.Length / 2)
        {
            var larger = GC.AllocateUninitializedArray<byte>(2 * Buffer.Length);
            Bytes.CopyTo(larger);
            Buffer = larger;
        }
        else
        {
            Bytes.CopyTo(Buffer);
        }

        Start = 0;
        End = length;
    }
}
