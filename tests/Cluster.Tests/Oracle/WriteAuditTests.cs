using Berlin.Chaos.Oracle;
using Berlin.Storage.Faults;
using Berlin.Storage.Postgres;
using Berlin.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Berlin.Cluster.Tests.Oracle;

/// <summary>What PostgreSQL must have written down of writes that no fence should let through, planted past Berlin's code.</summary>
public sealed class WriteAuditTests : IAsyncDisposable
{
    private const string Owner = "silo-1/7";

    private readonly string _folder = Directory.CreateTempSubdirectory("berlin-audit-").FullName;

    [Fact]
    public async Task Judge_WritesOfTheOwner_FindsNothing()
    {
        var database = await PrepareAsync();
        await ExecuteAsync(database, $"berlin {Owner}", "UPDATE stream SET head = head + 5", "UPDATE stream SET epoch = epoch + 1, owner = 'silo-1/7'::bytea", Checkpoint(epoch: 2));
        Assert.True((await JudgeAsync(database)).IsClean);
    }

    [Fact]
    public async Task Judge_AppendOfAnotherSilo_IsStale()
    {
        var database = await PrepareAsync();
        await ExecuteAsync(database, "berlin silo-2/8", "UPDATE stream SET head = head + 5");
        var verdict = await JudgeAsync(database);
        Assert.Equal((1, 0), (verdict.StaleWrites, verdict.SharedEpochs));
        Assert.Contains("silo-2/8", Assert.Single(verdict.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Judge_AppendOfAnEarlierStartOfTheOwner_IsStale()
    {
        var database = await PrepareAsync();
        await ExecuteAsync(database, "berlin silo-1/6", "UPDATE stream SET head = head + 5");
        Assert.Equal(1, (await JudgeAsync(database)).StaleWrites);
    }

    [Fact]
    public async Task Judge_CheckpointOfAnEarlierEpoch_IsStale()
    {
        var database = await PrepareAsync();
        await ExecuteAsync(database, $"berlin {Owner}", Checkpoint(epoch: 0));
        Assert.Equal(1, (await JudgeAsync(database)).StaleWrites);
    }

    [Fact]
    public async Task Judge_OwnerThatChangesWithinAnEpoch_IsFound()
    {
        var database = await PrepareAsync();
        await ExecuteAsync(database, $"berlin {Owner}", "UPDATE stream SET head = head + 1");
        await ExecuteAsync(database, "berlin silo-2/8", "UPDATE stream SET owner = 'silo-2/8'::bytea");
        Assert.Equal(1, (await JudgeAsync(database)).SharedEpochs);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Checkpoint(int epoch) => $"""
        INSERT INTO checkpoint (stream_id, blob_name, generation, sequence, epoch, sha256, size_bytes, metrics, published_at)
        SELECT id, 'blob', 1, 1, {epoch}, decode(repeat('00', 32), 'hex'), 1, ''::bytea, 0 FROM stream
        """;

    // The tables are Berlin's own, as its migrations make them; the stream is at epoch 1.
    private async Task<string> PrepareAsync()
    {
        string database;
        try
        {
            database = await (await SharedPostgres.GetAsync()).CreateDatabaseAsync();
        }
        catch (PostgresMissingException exception)
        {
            Assert.Skip(exception.Message);
            throw;
        }

        var options = new PostgresStorageOptions { ConnectionString = database, DataFolder = _folder };
        await using (await PostgresStorage.OpenAsync(options, Owner, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance, CancellationToken.None))
        {
        }

        await ExecuteAsync(
            database,
            "test",
            "INSERT INTO tenant (name, created_at) VALUES ('acme', 0)",
            "INSERT INTO model (tenant, name, definition, revision, created_at, changed_at) VALUES ('acme', 'accounts', ''::bytea, 1, 0, 0)",
            $"INSERT INTO stream (tenant, model, epoch, owner, head, generation) VALUES ('acme', 'accounts', 1, '{Owner}'::bytea, 0, 1)");
        await using var connection = await OpenAsync(database, "test");
        await WriteAudit.InstallAsync(connection, CancellationToken.None);
        return database;
    }

    private static async Task<OracleVerdict> JudgeAsync(string database)
    {
        await using var connection = await OpenAsync(database, "test");
        return await WriteAudit.JudgeAsync(connection, CancellationToken.None);
    }

    private static async Task ExecuteAsync(string database, string applicationName, params string[] statements)
    {
        await using var connection = await OpenAsync(database, applicationName);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(string database, string applicationName)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false, ApplicationName = applicationName }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
