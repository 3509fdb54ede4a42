using Berlin.Testing.Postgres;
using Npgsql;

namespace Berlin.Chaos.Cluster;

/// <summary>Everything on 127.0.0.1.</summary>
internal sealed class LoopbackPlaces : IClusterPlaces
{
    private static readonly ProcessPlace Loopback = new("127.0.0.1", []);

    private LoopbackPlaces()
    {
    }

    public static LoopbackPlaces Instance { get; } = new();

    public ProcessPlace Gateway => Loopback;

    public IReadOnlyList<string> DatabaseSettings => [];

    public Task AdmitAsync(PostgresServer server) => Task.CompletedTask;

    public ProcessPlace Silo(int number) => Loopback;

    public NpgsqlConnectionStringBuilder Database(NpgsqlConnectionStringBuilder server) => server;
}
