using System.Collections.Immutable;
using System.Net;
using Berlin.Gateway.Routing.Health;
using Berlin.Gateway.Routing.Rings;

namespace Berlin.Gateway.Routing.Silos;

/// <summary>Follows the ring: keeps one <see cref="SiloDestination"/> per silo for as long as it is there.</summary>
internal sealed class SiloDestinations(ISiloRing ring, GatewayOptions options, TimeProvider time, ILogger<ReadinessProbe> probeLogger) : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Task> _ending = [];
    private volatile DestinationsSnapshot _current = DestinationsSnapshot.Empty;

    /// <summary>The connections to all silos, kept apart by address.</summary>
    public HttpMessageInvoker Http { get; } = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = options.SiloConnectTimeout,

            // What a client sends of its trace is forwarded as it came.
            ActivityHeadersPropagator = null,

            // Shorter than silos keep idle connections (2 min), so that no request meets one that is closing.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),

            // A silo that moved to another address behind the same name is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        },
        disposeHandler: true);

    /// <summary>The silos now; a request decides by one snapshot at a time.</summary>
    public DestinationsSnapshot Current => _current;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ring.Changed += Follow;
        Follow();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        ring.Changed -= Follow;
        Task[] ending;
        lock (_gate)
        {
            End(_current.All);
            ending = [.. _ending];
        }

        await Task.WhenAll(ending);
    }

    public void Dispose() => Http.Dispose();

    private void Follow()
    {
        lock (_gate)
        {
            var view = ring.Current;
            var before = _current.All.ToDictionary(destination => (destination.Silo.Name, destination.Silo.Generation, destination.Silo.Address));
            var after = view.Silos.Select(silo => before.GetValueOrDefault((silo.Name, silo.Generation, silo.Address)) ?? Begin(silo)).ToImmutableArray();
            End(_current.All.Except(after));
            _current = new DestinationsSnapshot(view, after);
        }
    }

    private SiloDestination Begin(RingSilo silo)
    {
        var destination = new SiloDestination(silo, options, time);
        destination.BeginProbing(Http, probeLogger);
        return destination;
    }

    private void End(IEnumerable<SiloDestination> destinations)
    {
        _ending.RemoveAll(ending => ending.IsCompleted);
        _ending.AddRange(destinations.Select(destination => destination.EndAsync()));
    }
}
