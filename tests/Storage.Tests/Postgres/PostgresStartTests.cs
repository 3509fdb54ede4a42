using Berlin.Storage.Faults;
using Berlin.Storage.Postgres;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>Which servers and databases a storage is opened on, and which are refused with a text that helps.</summary>
public sealed class PostgresStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_ServerWithoutFsync_IsRefusedAndLeftAlone()
    {
        await using var server = await PostgresForTests.CreateServerAsync("fsync=off");

        var refusal = await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(server.ConnectionString));

        Assert.Contains("fsync = off", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("0", await PostgresForTests.QueryAsync(server.ConnectionString, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Theory]
    [InlineData("off", true)]
    [InlineData("local", false)]
    [InlineData("remote_apply", false)]
    public async Task Open_SynchronousCommitOfTheDatabase_OnlyOffIsRefused(string setting, bool isRefused)
    {
        var database = await PostgresForTests.CreateMigratedDatabaseAsync();
        await SetAsync(database, $"synchronous_commit = {setting}");

        if (isRefused)
        {
            Assert.Contains("synchronous_commit = off", (await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(database))).Message, StringComparison.Ordinal);
        }
        else
        {
            await (await OpenAsync(database)).DisposeAsync();
        }
    }

    [Fact]
    public async Task EveryCall_SynchronousCommitIsTurnedOffLater_IsRefusedOnNewConnections()
    {
        var database = await PostgresForTests.CreateMigratedDatabaseAsync();
        await using var storage = await OpenAsync(database);
        await storage.NodeGenerations.NextAsync(default);
        await SetAsync(database, "synchronous_commit = off");
        await PostgresForTests.QueryAsync(database, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        // A write may find a connection that was ended; what is made after it is refused.
        await Record.ExceptionAsync(() => storage.NodeGenerations.NextAsync(default));
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => storage.NodeGenerations.NextAsync(default));
        Assert.Contains("synchronous_commit = off", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OtherServerThanTheRowsWereWrittenOn_IsRefusedUntilItIsAccepted()
    {
        var database = await PostgresForTests.CreateMigratedDatabaseAsync();
        await using (var storage = await OpenAsync(database))
        {
            Assert.Equal(1, await storage.NodeGenerations.NextAsync(default));
            Assert.Equal((1, 1, 1), await RegisterAsync(storage, revision: 0));
        }

        await PostgresForTests.QueryAsync(database, "UPDATE server_identity SET timeline = timeline + 1");
        var refusal = await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(database));
        Assert.Contains("SELECT accept_server_identity()", refusal.Message, StringComparison.Ordinal);

        Assert.StartsWith("accepted: system ", await PostgresForTests.QueryAsync(database, "SELECT accept_server_identity()"), StringComparison.Ordinal);
        await using var accepted = await OpenAsync(database);
        Assert.Equal(1_000_002, await accepted.NodeGenerations.NextAsync(default));

        // Ids, numbers and revisions that were given after the last write that this server has are not given again.
        var (id, number, revision) = await RegisterAsync(accepted, revision: 1);
        Assert.True(id > 1_000_000 && number == 1_002 && revision > 1_000_000, $"{id}, {number}, {revision}");
    }

    [Fact]
    public async Task Open_WrongPassword_IsRefusedAndTheTextHoldsNoPassword()
    {
        var database = new NpgsqlConnectionStringBuilder(await PostgresForTests.CreateEmptyDatabaseAsync()) { Password = "not-the-secret" }.ConnectionString;

        var refusal = await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(database));

        Assert.DoesNotContain("not-the-secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NobodyListens_IsUnavailable()
    {
        var database = new NpgsqlConnectionStringBuilder(await PostgresForTests.CreateEmptyDatabaseAsync()) { Port = 1 }.ConnectionString;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(database));
    }

    [Fact]
    public async Task Open_DatabaseInAnotherEncoding_IsRefused()
    {
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await PostgresForTests.QueryAsync(database, $"CREATE DATABASE {name}_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");

        var refusal = await Assert.ThrowsAsync<DatabaseRefusedException>(
            () => OpenAsync(new NpgsqlConnectionStringBuilder(database) { Database = $"{name}_latin" }.ConnectionString));

        Assert.Contains("LATIN1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckVersion_OldServer_IsRefused()
    {
        PostgresStart.CheckVersion(new Version(14, 0));
        PostgresStart.CheckVersion(new Version(15, 18));

        var refusal = Assert.Throws<DatabaseRefusedException>(() => PostgresStart.CheckVersion(new Version(13, 14)));

        Assert.Equal("The server is PostgreSQL 13.14; Berlin needs 14 or newer.", refusal.Message);
    }

    [Fact]
    public async Task Open_WrongOptions_NamesEveryFault()
    {
        var options = new PostgresStorageOptions { ConnectionString = "Password=hidden", DataFolder = " ", MaxConnections = 3, StatementTimeout = TimeSpan.FromHours(1) };

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => PostgresForTests.OpenAsync(options));

        Assert.All(
            ["ConnectionString names no Host", "DataFolder is empty", "MaxConnections is 3; it is 4-1000", "StatementTimeout is 01:00:00; it is 00:00:01-00:10:00"],
            text => Assert.Contains(text, fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", fault.Message, StringComparison.Ordinal);
        Assert.Single(new PostgresStorageOptions { ConnectionString = "no equals sign", DataFolder = "data" }.Validate());
        Assert.Empty(new PostgresStorageOptions { ConnectionString = "Host=db;Database=berlin", DataFolder = "data" }.Validate());
    }

    [Fact]
    public async Task Open_OwnerWithALongName_IsCutToWhatTheServerKeeps()
    {
        var database = await PostgresForTests.CreateMigratedDatabaseAsync();
        var owner = string.Concat(Enumerable.Repeat("ü🏳", 20));
        await using var storage = await PostgresForTests.OpenAsync(PostgresForTests.Options(database, _folder.Path), owner);

        var name = await storage.Database.RunAsync(
            session => session.Query("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()").FirstAsync(row => row.Name(0)), default);

        Assert.Equal(PostgresConnectionStrings.ApplicationNameOf(owner), PostgresConnectionStrings.ApplicationNameOf(owner + "more"));
        Assert.StartsWith("berlin ", name, StringComparison.Ordinal);
        Assert.Equal("berlin silo-1/7", PostgresConnectionStrings.ApplicationNameOf("silo-1/7"));
    }

    private static async Task SetAsync(string database, string setting) =>
        await PostgresForTests.QueryAsync(database, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(database).Database} SET {setting}");

    private Task<PostgresStorage> OpenAsync(string connectionString) =>
        PostgresStorage.OpenAsync(PostgresForTests.Options(connectionString, _folder.Path), "silo-1", TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance, default);

    /// <summary>Registers a version of the same model again and makes an alias name it: its id and number, and the alias's revision.</summary>
    private static async Task<(long Id, long Number, long Revision)> RegisterAsync(PostgresStorage storage, long revision)
    {
        await storage.Tenants.CreateAsync("acme", new StoredApiKey { Id = $"k{revision}", Tenant = "acme", SecretSha256 = new byte[32], Scopes = [] }, default);
        await storage.Models.CreateAsync("acme", "churn", "{}", default);
        var version = new NewVersion { Tenant = "acme", Model = "churn", Runtime = "onnx", Manifest = "{}", Files = [], CreatedBy = "key-1" };
        var registered = (await storage.Versions.RegisterAsync(version, 10, default)).Version!;
        var alias = await storage.Aliases.SetAsync(new AliasKey("acme", "churn", "champion"), registered.Number, revision, "key-1", 10, default);
        return (registered.Id, registered.Number, alias.Alias!.Revision);
    }
}
