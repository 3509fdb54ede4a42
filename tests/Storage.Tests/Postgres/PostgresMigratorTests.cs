using Berlin.Storage.Faults;
using Berlin.Storage.Postgres;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>How a database comes to the schema of the program, and which databases the program leaves alone.</summary>
public sealed class PostgresMigratorTests : IDisposable
{
    private const string Tables = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = current_schema()";

    private static readonly SchemaMigration Real = SchemaMigration.OfPostgres()[0];
    private static readonly SchemaMigration Second = new(2, "0002_second.sql", "CREATE TABLE two (x integer); CREATE TABLE more (x integer);");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OfPostgres_Migrations_AreNumberedByTheirNames() =>
        Assert.All(SchemaMigration.OfPostgres(), migration => Assert.StartsWith($"{migration.Version:0000}_", migration.Name, StringComparison.Ordinal));

    [Fact]
    public async Task Open_EmptyDatabase_HasTheWholeSchema()
    {
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();

        await MigrateAsync(database, [.. SchemaMigration.OfPostgres()]);

        Assert.Equal(
            "alias_change api_key artifact berlin_schema_version checkpoint entity_state job model model_alias model_version node_generation observation server_identity "
                + "stream stream_floor stream_waste tenant version_file version_number",
            await PostgresForTests.QueryAsync(database, Tables));
    }

    [Fact]
    public async Task Open_ByFiveAtOnce_OneMigratesAndAllAreOpen()
    {
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();

        var storages = await Task.WhenAll(Enumerable.Range(1, 5).Select(silo => PostgresForTests.OpenAsync(PostgresForTests.Options(database, _folder.Path), $"silo-{silo}")));

        var numbers = await Task.WhenAll(storages.Select(storage => storage.NodeGenerations.NextAsync(default)));
        Assert.Equal([1, 2, 3, 4, 5], numbers.Order());
        Assert.Equal(SchemaMigration.OfPostgres().Count.ToString(), await PostgresForTests.QueryAsync(database, "SELECT count(*) FROM berlin_schema_version"));
        foreach (var storage in storages)
        {
            await storage.DisposeAsync();
        }
    }

    [Fact]
    public async Task Open_OlderDatabase_AppliesWhatIsMissingOnce()
    {
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();
        await MigrateAsync(database, Real);

        await MigrateAsync(database, Real, Second);
        await MigrateAsync(database, Real, Second);

        Assert.Equal("1", await PostgresForTests.QueryAsync(database, "SELECT count(*) FROM pg_tables WHERE tablename = 'two'"));
    }

    [Fact]
    public async Task Open_DatabaseOfTheFirstVersion_KeepsItsModelsWhichCanHaveVersions()
    {
        var stream = new StreamKey("acme", "suggest");
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();
        await using (var storage = await OpenAsync(database, Real))
        {
            await storage.Tenants.CreateAsync(stream.Tenant, new StoredApiKey { Id = "k", Tenant = stream.Tenant, SecretSha256 = new byte[32], Scopes = [] }, default);
            await storage.Models.CreateAsync(stream.Tenant, stream.Model, "{}", default);
            await storage.Observations.AppendAsync(PostgresSilos.Append(stream, (await storage.Observations.TakeAsync(stream, "silo-1", default))!, "a", "b"), default);
        }

        await using var opened = await OpenAsync(database, [.. SchemaMigration.OfPostgres()]);
        Assert.Equal(2, (await opened.Observations.ReadPositionAsync(stream, default))!.Head);
        await OlderModel.RegisterAndDeleteAsync(opened.Versions, opened.ArtifactRows, opened.Models, stream);
    }

    [Fact]
    public async Task Open_NewerDatabase_IsRefused()
    {
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();
        await MigrateAsync(database, Real, Second);

        var refusal = await Assert.ThrowsAsync<DatabaseRefusedException>(() => MigrateAsync(database, Real));

        Assert.Contains("at schema version 2 ('0002_second.sql'); this program knows versions up to 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ChangedMigration_IsRefused()
    {
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();
        await MigrateAsync(database, Real);

        var refusal = await Assert.ThrowsAsync<DatabaseRefusedException>(() => MigrateAsync(database, new SchemaMigration(1, Real.Name, Real.Script + " ")));

        Assert.Contains("another content", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MigrationThatFails_TakesAllBack()
    {
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();
        await MigrateAsync(database, Real);
        var before = await PostgresForTests.QueryAsync(database, Tables);
        var failing = new SchemaMigration(3, "0003_failing.sql", "CREATE TABLE half (x integer); CREATE TABLE two (x integer);");

        var refusal = await Assert.ThrowsAsync<DatabaseRefusedException>(() => MigrateAsync(database, Real, Second, failing));

        Assert.Contains("0003_failing.sql", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await PostgresForTests.QueryAsync(database, Tables));
    }

    [Fact]
    public async Task Open_TablesOfAnotherProgram_AreLeftAlone()
    {
        var database = await PostgresForTests.CreateEmptyDatabaseAsync();
        await PostgresForTests.QueryAsync(database, "CREATE TABLE job (other integer)");

        var refusal = await Assert.ThrowsAsync<DatabaseRefusedException>(() => MigrateAsync(database, Real));

        Assert.Contains("of its own", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("job", await PostgresForTests.QueryAsync(database, Tables));
    }

    private async Task MigrateAsync(string connectionString, params SchemaMigration[] migrations)
    {
        await using var storage = await OpenAsync(connectionString, migrations);
    }

    private Task<PostgresStorage> OpenAsync(string connectionString, params SchemaMigration[] migrations) => PostgresStorage.OpenAsync(
        PostgresForTests.Options(connectionString, _folder.Path), "silo-1", migrations, TimeProvider.System, NoFaults.Instance, NullLogger.Instance, default);
}
