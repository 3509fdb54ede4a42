using Berlin.Storage.Faults;
using Berlin.Storage.Postgres;
using Berlin.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>Servers, databases and storages for tests; a test is skipped where there is no PostgreSQL.</summary>
internal static class PostgresForTests
{
    private static readonly Lazy<Task<PostgresTemplate>> Migrated = new(MigrateAsync);

    /// <summary>An empty database with the whole schema, on the server that all tests share.</summary>
    public static async Task<string> CreateMigratedDatabaseAsync() => await (await OrSkipAsync(Migrated.Value)).CopyAsync();

    /// <summary>An empty database without a schema, on the server that all tests share.</summary>
    public static async Task<string> CreateEmptyDatabaseAsync() => await (await OrSkipAsync(SharedPostgres.GetAsync())).CreateDatabaseAsync();

    /// <summary>A server of the test's own, to be stopped, killed and paused.</summary>
    public static Task<PostgresServer> CreateServerAsync(params string[] settings) => OrSkipAsync(PostgresServer.CreateInMemoryAsync(settings));

    public static async Task DropDatabaseAsync(string connectionString) => await (await SharedPostgres.GetAsync()).DropDatabaseAsync(connectionString);

    public static PostgresStorageOptions Options(string connectionString, string folder) => new() { ConnectionString = connectionString, DataFolder = folder };

    public static Task<PostgresStorage> OpenAsync(PostgresStorageOptions options, string owner = "silo-1") =>
        PostgresStorage.OpenAsync(options, owner, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    /// <summary>The first column of the first row, as text.</summary>
    public static async Task<string?> QueryAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))?.ToString();
    }

    private static async Task<PostgresTemplate> MigrateAsync() => new(await SharedPostgres.GetAsync(), async connectionString =>
    {
        using var folder = new TemporaryFolder();
        await (await OpenAsync(Options(connectionString, folder.Path))).DisposeAsync();
    });

    private static async Task<T> OrSkipAsync<T>(Task<T> resource)
    {
        try
        {
            return await resource;
        }
        catch (PostgresMissingException exception)
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }
}
