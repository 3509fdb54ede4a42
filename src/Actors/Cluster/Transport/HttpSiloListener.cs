using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>Where a silo listens for other silos and clients: a web server of its own, for HTTP/2 only, that serves one path.</summary>
internal sealed partial class HttpSiloListener(
    TransportOptions options,
    IPEndPoint listen,
    GrainManifest manifest,
    TimeProvider time,
    SiloMessagingOptions messaging,
    ILoggerFactory loggers) : ISiloListener, IAsyncDisposable
{
    /// <summary>Connections at once. A cluster of 1,000 processes needs two each; strangers get no further than their headers.</summary>
    private const int MaxConnections = 4096;

    private readonly JoinRequest _joins = new(options);
    private readonly ConcurrentDictionary<FrameConnection, byte> _open = new();
    private readonly ILogger _logger = loggers.CreateLogger<HttpSiloListener>();
    private RemoteArrivals? _arrivals;
    private WebApplication? _server;
    private volatile SiloIdentity? _self;
    private volatile bool _isClosing;
    private long _lastRefusal;

    public async Task<string> OpenAsync(IArrivals arrivals, CancellationToken cancellationToken)
    {
        _arrivals = new RemoteArrivals(arrivals, manifest, time, messaging, loggers.CreateLogger<RemoteArrivals>());
        _server = Build();
        _server.Run(ServeAsync);
        await _server.StartAsync(cancellationToken);
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new Uri(address).Authority;
    }

    public void Begin(SiloIdentity me) => _self = me;

    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var looks = new PeriodicTimer(TransportOptions.DrainLook, time);
        while (_arrivals is { Follower.IsIdle: false })
        {
            await looks.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _isClosing = true;
        _arrivals?.FailAll();
        foreach (var (connection, _) in _open)
        {
            connection.Finish();
        }

        if (_server is not null)
        {
            // Kestrel waits for the requests that run, which are the connections that send what waits.
            using var patience = new CancellationTokenSource(TransportOptions.CloseTimeout, time);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            await _server.StopAsync(bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Abort();
    }

    public void Abort()
    {
        _isClosing = true;
        foreach (var (connection, _) in _open)
        {
            connection.Close("the silo has stopped");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Abort();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _arrivals?.Dispose();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        return builder.Build();
    }

    private void Configure(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        var limits = server.Limits;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.RequestHeadersTimeout = TransportOptions.ConnectTimeout;
        limits.KeepAliveTimeout = TransportOptions.ConnectTimeout;
        limits.MaxRequestHeadersTotalSize = 8 << 10;
        limits.MaxRequestHeaderCount = 32;
        limits.Http2.MaxStreamsPerConnection = 1;
        limits.Http2.InitialStreamWindowSize = TransportOptions.WindowBytes;
        limits.Http2.InitialConnectionWindowSize = TransportOptions.WindowBytes;
        limits.Http2.KeepAlivePingDelay = TransportOptions.PingDelay;
        limits.Http2.KeepAlivePingTimeout = TransportOptions.PingDelay;
        server.Listen(listen, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            if (options.Certificate is { } certificate)
            {
                endpoint.UseHttps(certificate);
            }
        });
    }

    private async Task ServeAsync(HttpContext context)
    {
        var refusal = _joins.Refuse(context.Request, _isClosing ? null : _self);
        if (refusal is { } refused)
        {
            TellOfRefusal(context, refused.Reason);
            context.Response.StatusCode = refused.Status;
            await context.Response.WriteAsync(refused.Reason, context.RequestAborted);
            return;
        }

        using var connection = new FrameConnection(JoinRequest.PeerOf(context), _logger);
        using var aborted = context.RequestAborted.UnsafeRegister(static state => ((FrameConnection)state!).Close("the peer is gone"), connection);
        _open[connection] = 0;
        if (_isClosing)
        {
            connection.Close("the silo has stopped");
        }

        connection.Open();
        await context.Response.StartAsync();
        await context.Response.BodyWriter.FlushAsync();
        await ExchangeAsync(connection, context);
        _open.TryRemove(connection, out _);
    }

    private async Task ExchangeAsync(FrameConnection connection, HttpContext context)
    {
        var receiver = _arrivals!.Accept(connection);
        var receiving = connection.ReceiveAllAsync(context.Request.BodyReader, receiver);
        var sending = connection.SendAllAsync((frames, token) => SendAsync(context.Response.BodyWriter, frames, token));

        // A peer that has closed its side wants no answers either; a side that is finished here ends the whole.
        await Task.WhenAny(receiving, sending);
        if (receiving.IsCompleted)
        {
            connection.CloseAfter(receiving, "the peer has closed it");
        }
        else
        {
            connection.CloseAfter(sending, "the silo has stopped");
        }

        await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.End(receiver);
    }

    private static async ValueTask SendAsync(PipeWriter writer, ReadOnlySequence<byte> frames, CancellationToken cancellationToken)
    {
        foreach (var piece in frames)
        {
            writer.Write(piece.Span);
        }

        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>Told once a second at most, because strangers decide how often it happens.</summary>
    private void TellOfRefusal(HttpContext context, string reason)
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref _lastRefusal);
        if ((last == 0 || time.GetElapsedTime(last, now) >= TimeSpan.FromSeconds(1)) && Interlocked.CompareExchange(ref _lastRefusal, now, last) == last)
        {
            LogRefused(JoinRequest.PeerOf(context), reason);
        }
    }

    [LoggerMessage(EventId = 4511, Level = LogLevel.Warning, Message = "Refused the connection of {Peer}: {Reason}")]
    private partial void LogRefused(string peer, string reason);

    /// <summary>Signals are the business of the host that the silo is in.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
