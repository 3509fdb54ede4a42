using System.Buffers;
using System.Net;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>The body of the request that a connection is: it goes on until the connection closes.</summary>
internal sealed class FrameContent(FrameConnection connection) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The silo answers to the headers alone. Frames wait for that answer: one that has gone out may have been taken.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        await connection.Opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var sending = connection.SendAllAsync((frames, token) => SendAsync(stream, frames, token));
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!sending.IsCompletedSuccessfully)
        {
            connection.CloseAfter(sending, "it was given up");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static async ValueTask SendAsync(Stream stream, ReadOnlySequence<byte> frames, CancellationToken cancellationToken)
    {
        foreach (var piece in frames)
        {
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }

        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
