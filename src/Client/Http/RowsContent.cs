using System.Net;

namespace Berlin.Client.Http;

/// <summary>A body that is read from a stream while it is sent, and tells how far it is. Leaves the stream open.</summary>
internal sealed class RowsContent(Stream rows, Action<long>? sent) : HttpContent
{
    private const int BufferBytes = 64 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var total = 0L;
        while (await rows.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            total += read;
            sent?.Invoke(total);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = rows.CanSeek ? rows.Length - rows.Position : 0;
        return rows.CanSeek;
    }
}
