using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berlin.Runtimes.Python.Wire;

/// <summary>A socket that carries frames. One caller sends at a time, and one receives.</summary>
internal sealed class FrameConnection(Socket socket) : IDisposable
{
    /// <summary>Most that a message takes, in bytes.</summary>
    public const int MaxMessageBytes = 1024 * 1024;

    private readonly byte[] _header = new byte[Frame.HeaderBytes];

    /// <summary>Sends a message.</summary>
    public ValueTask SendAsync<T>(FrameKind kind, T message, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(message, type);
        var frame = new byte[Frame.HeaderBytes + content.Length];
        WriteHeader(frame, kind, content.Length);
        content.CopyTo(frame, Frame.HeaderBytes);
        return SendAsync(frame, cancellationToken);
    }

    /// <summary>Sends a frame whose header is in it.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        while (frame.Length > 0)
        {
            frame = frame[await socket.SendAsync(frame, SocketFlags.None, cancellationToken)..];
        }
    }

    /// <summary>Writes the header of a frame.</summary>
    public static void WriteHeader(Span<byte> frame, FrameKind kind, int contentBytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, contentBytes);
        frame[Frame.HeaderBytes - 1] = (byte)kind;
    }

    /// <summary>The next frame.</summary>
    /// <param name="maxBytes">Most that its content may be.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is of no use after that.</param>
    /// <exception cref="EndOfStreamException">The other side has closed.</exception>
    /// <exception cref="InvalidDataException">It says that it is longer.</exception>
    public async ValueTask<Frame> ReceiveAsync(int maxBytes, CancellationToken cancellationToken)
    {
        await FillAsync(_header, cancellationToken);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_header);
        if (length > maxBytes)
        {
            throw new InvalidDataException($"a frame of {length} bytes, at most {maxBytes}");
        }

        var content = GC.AllocateUninitializedArray<byte>((int)length);
        await FillAsync(content, cancellationToken);
        return new Frame((FrameKind)_header[Frame.HeaderBytes - 1], content);
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private async ValueTask FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            var received = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            if (received == 0)
            {
                throw new EndOfStreamException("the connection ended");
            }

            buffer = buffer[received..];
        }
    }
}
