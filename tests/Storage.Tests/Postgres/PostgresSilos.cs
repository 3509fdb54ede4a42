using Berlin.Storage.Faults;
using Berlin.Storage.Postgres;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>One database, and storages on it as silos have them: each with connections, faults and an owner of its own.</summary>
internal sealed class PostgresSilos : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<PostgresStorage> _storages = [];

    private PostgresSilos(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public static async Task<PostgresSilos> CreateAsync() => new(await PostgresForTests.CreateMigratedDatabaseAsync());

    public async Task<PostgresStorage> OpenAsync(string owner, IFaultInjector? faults = null)
    {
        var options = PostgresForTests.Options(ConnectionString, _folder.Path);
        var storage = await PostgresStorage.OpenAsync(
            options, owner, TimeProvider.System, faults ?? NoFaults.Instance, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        _storages.Add(storage);
        return storage;
    }

    /// <summary>Makes a stream that nobody has taken.</summary>
    public async Task<StreamKey> CreateStreamAsync(string model)
    {
        await QueryAsync($"""
            INSERT INTO tenant (name, created_at) VALUES ('acme', 0) ON CONFLICT DO NOTHING;
            INSERT INTO model (tenant, name, definition, revision, created_at, changed_at) VALUES ('acme', '{model}', '', 1, 0, 0);
            INSERT INTO stream (tenant, model, epoch, owner, head, generation) VALUES ('acme', '{model}', 0, '', 0, 1);
            """);
        return new StreamKey("acme", model);
    }

    public Task<string?> QueryAsync(string sql) => PostgresForTests.QueryAsync(ConnectionString, sql);

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _storages)
        {
            await storage.DisposeAsync();
        }

        await PostgresForTests.DropDatabaseAsync(ConnectionString);
        _folder.Dispose();
    }

    public static StoredObservation Row(long sequence, string id) => new()
    {
        Sequence = sequence,
        Id = id,
        At = DateTimeOffset.UnixEpoch.AddSeconds(sequence),
        ContentDigest = new byte[ObservationDigest.SizeBytes],
        Features = "{}"u8.ToArray(),
        Target = "2770",
        Entity = $"e{sequence % 7}",
    };

    public static AppendRequest Append(StreamKey stream, StreamPosition position, params IEnumerable<string> ids) => new()
    {
        Stream = stream,
        Epoch = position.Epoch,
        Owner = position.Owner,
        ExpectedHead = position.Head,
        Rows = [.. ids.Select((id, index) => Row(position.Head + index + 1, id))],
    };
}
