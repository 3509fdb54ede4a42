using Berlin.Actors.Cluster.Hosting;
using Berlin.Actors.Clustering;
using Berlin.Actors.Hosting;
using Berlin.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Silos as they run in production, by sockets and a database, all in the test's process.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private static readonly string Secret = new('s', 32);

    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly List<RealSilo> _silos = [];

    private RealCluster(PostgresServer server, string database) => (_server, _database) = (server, database);

    public IReadOnlyList<RealSilo> Silos => _silos;

    /// <summary>Skips the test where there is no PostgreSQL.</summary>
    public static async Task<RealCluster> OpenAsync()
    {
        try
        {
            var server = await SharedPostgres.GetAsync();
            return new RealCluster(server, await server.CreateDatabaseAsync());
        }
        catch (PostgresMissingException exception)
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }

    public async Task<RealSilo> StartAsync(string name, string clusterId = "berlin")
    {
        var host = new HostBuilder().ConfigureLogging(logging => logging.ClearProviders()).UseOrleans(silo => silo.UseBerlinCluster(new BerlinClusterOptions
        {
            ClusterId = clusterId,
            ConnectionString = _database,
            Name = name,
            ListenEndpoint = "127.0.0.1:0",
            AdvertisedHttpUrl = new Uri($"http://{name}:5101"),
            JoinSecret = Secret,
            Version = "1.2.3",
        })).Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }

        var started = new RealSilo(name, host);
        _silos.Add(started);
        return started;
    }

    /// <summary>Stops a silo in order.</summary>
    public async Task StopAsync(RealSilo silo)
    {
        _silos.Remove(silo);
        await silo.Host.StopAsync();
        await ((IAsyncDisposable)silo.Host).DisposeAsync();
    }

    /// <summary>Ends a silo as the death of its process would.</summary>
    public async Task KillAsync(RealSilo silo)
    {
        _silos.Remove(silo);
        silo.Runtime.Kill();
        await ((IAsyncDisposable)silo.Host).DisposeAsync();
    }

    public Task<ClusterClientHost> ConnectAsync() => ClusterClientHost.StartAsync(
        new ClusterClientOptions { ConnectionString = _database, JoinSecret = Secret }, NullLoggerFactory.Instance, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos.ToArray())
        {
            await KillAsync(silo);
        }

        await _server.DropDatabaseAsync(_database);
    }
}

/// <summary>One silo of a <see cref="RealCluster"/>.</summary>
internal sealed record RealSilo(string Name, IHost Host)
{
    public SiloRuntime Runtime => Host.Services.GetRequiredService<SiloRuntime>();

    public IClusterMembership Membership => Host.Services.GetRequiredService<IClusterMembership>();

    public ILocalSilo Local => Host.Services.GetRequiredService<ILocalSilo>();
}
