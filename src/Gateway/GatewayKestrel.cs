using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Berlin.Gateway;

/// <summary>The limits of the port that the world calls.</summary>
internal static class GatewayKestrel
{
    /// <summary>
    /// The server counts the framing of chunked bodies as part of them; this leaves room for it, so that a body of
    /// exactly the largest size is judged by its content.
    /// </summary>
    private const int ChunkFramingBytes = 4 * 1024 * 1024;

    public static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        // What software answers, and in which version, helps nobody but an attacker.
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);

        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = (long)options.MaxBodyBytes + ChunkFramingBytes;

        // A file descriptor and some kilobytes each; no connection may be upgraded, nothing here speaks WebSocket.
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;

        // A key, a content type and what tracing and proxies add are about 20 headers and 4 KiB.
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;

        // The longest path has two names of 63 characters and a query of about as much.
        limits.MaxRequestLineSize = 4 * 1024;

        // Longer than the idle time of common client pools (.NET 60 s, Go 90 s), so that clients close first.
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);

        // Headers come in one or two packets; slower ones hold a connection for nothing.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        // A slow mobile line sends 4 KiB/s; below 1 KiB/s a body of one batch (20 KiB) takes longer than its client waits.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
    }
}
