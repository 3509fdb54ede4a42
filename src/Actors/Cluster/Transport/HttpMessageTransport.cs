using System.IO.Pipelines;
using System.Net;
using Berlin.Actors.Clustering;
using Berlin.Actors.Wire;
using Microsoft.Extensions.Logging;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>Opens connections to silos: each is one HTTP/2 request whose body goes there while the answer's body comes back.</summary>
internal sealed class HttpMessageTransport(TransportOptions options, TimeProvider time, ILogger<HttpMessageTransport> logger) : IMessageTransport
{
    private const int MostBytesOfReason = 512;

    public IMessageConnection Connect(SiloMember to, IMessageReceiver receiver)
    {
        var connection = new FrameConnection($"silo {to.Identity} at {to.Endpoint}", logger);
        _ = RunAsync(connection, to, receiver);
        return connection;
    }

    private async Task RunAsync(FrameConnection connection, SiloMember to, IMessageReceiver receiver)
    {
        // Whoever makes the first call to a silo does not also make its socket.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var owned = connection;
        var exchange = ExchangeAsync(connection, to, receiver);
        await exchange.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.CloseAfter(exchange, "the silo has closed it");
        connection.End(receiver);
    }

    private async Task ExchangeAsync(FrameConnection connection, SiloMember to, IMessageReceiver receiver)
    {
        using var handler = MakeHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var request = MakeRequest(connection, to);
        using var response = await AskAsync(connection, invoker, request).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(connection.Closing).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            connection.Open();
            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: TransportOptions.BlockBytes));
            await connection.ReceiveAllAsync(reader, receiver).ConfigureAwait(false);
        }
        else
        {
            var said = new byte[MostBytesOfReason];
            var length = await stream.ReadAtLeastAsync(said, said.Length, throwOnEndOfStream: false, connection.Closing).ConfigureAwait(false);
            connection.Close($"refused with status {(int)response.StatusCode}: {System.Text.Encoding.ASCII.GetString(said, 0, length)}");
        }
    }

    private async Task<HttpResponseMessage> AskAsync(FrameConnection connection, HttpMessageInvoker invoker, HttpRequestMessage request)
    {
        // A silo that is paused takes connections without ever answering.
        using var patience = new CancellationTokenSource(TransportOptions.ConnectTimeout, time);
        using var giveUp = patience.Token.UnsafeRegister(static state => ((FrameConnection)state!).Close($"the silo did not take it within {TransportOptions.ConnectTimeout}"), connection);
        return await invoker.SendAsync(request, connection.Closing).ConfigureAwait(false);
    }

    private HttpRequestMessage MakeRequest(FrameConnection connection, SiloMember to)
    {
        var scheme = options.Certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var request = new HttpRequestMessage(HttpMethod.Post, $"{scheme}://{to.Endpoint}{TransportOptions.Path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new FrameContent(connection),
        };
        request.Headers.Add(TransportHeaders.Secret, options.JoinSecret);
        request.Headers.Add(TransportHeaders.Cluster, options.ClusterId);
        request.Headers.Add(TransportHeaders.Protocol, TransportOptions.ProtocolVersion.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add(TransportHeaders.Silo, to.Identity.ToString());
        request.Headers.Add(TransportHeaders.Peer, options.Name);
        return request;
    }

    /// <summary>One per connection, so that closing it closes its socket, and the next one does not wait for a peer that is gone.</summary>
    private SocketsHttpHandler MakeHandler()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TransportOptions.ConnectTimeout,
            KeepAlivePingDelay = TransportOptions.PingDelay,
            KeepAlivePingTimeout = TransportOptions.PingDelay,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            InitialHttp2StreamWindowSize = TransportOptions.WindowBytes,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        if (options.Certificate is { } certificate)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => PeerCertificate.IsTrusted(shown, certificate);
        }

        return handler;
    }
}
