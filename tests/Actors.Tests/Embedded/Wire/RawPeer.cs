using System.Net;
using System.Threading.Channels;
using Berlin.Actors.Cluster.Transport;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>A peer that has the join secret and sends what a test wants.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler());
    private readonly Channel<byte[]> _sent = Channel.CreateUnbounded<byte[]>();
    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;

    public HttpStatusCode Status => _response!.StatusCode;

    public static async Task<RawPeer> OpenAsync(
        WireLaboratory laboratory, WireSilo silo, string protocol = "1", string path = TransportOptions.Path, string method = "POST")
    {
        var peer = new RawPeer();
        var endpoint = laboratory.Views.Current.Find(silo.Identity)!.Endpoint;
        var request = peer._request = new HttpRequestMessage(new HttpMethod(method), $"http://{endpoint}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = method == "GET" ? null : new Body(peer._sent.Reader),
        };
        request.Headers.Add(TransportHeaders.Secret, laboratory.Options.JoinSecret);
        request.Headers.Add(TransportHeaders.Cluster, laboratory.Options.ClusterId);
        request.Headers.Add(TransportHeaders.Protocol, protocol);
        request.Headers.Add(TransportHeaders.Silo, silo.Identity.ToString());
        request.Headers.Add(TransportHeaders.Peer, "raw");
        peer._response = await peer._invoker.SendAsync(request, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        return peer;
    }

    public async Task SendAsync(byte[] bytes) => await _sent.Writer.WriteAsync(bytes);

    public void CloseSide() => _sent.Writer.TryComplete();

    /// <summary>Bytes that come until the silo closes, by its end or by a reset.</summary>
    public async Task<long> ReadToEndAsync()
    {
        var stream = await _response!.Content.ReadAsStreamAsync();
        var buffer = new byte[4096];
        long total = 0;
        try
        {
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(20)) is > 0 and var count)
            {
                total += count;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // Reset.
        }

        return total;
    }

    public ValueTask DisposeAsync()
    {
        CloseSide();
        _response?.Dispose();
        _request?.Dispose();
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Body(ChannelReader<byte[]> pieces) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            await foreach (var piece in pieces.ReadAllAsync())
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
