using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>How a database comes to the schema of the program, and which databases the program leaves alone.</summary>
public sealed class SqliteMigratorTests : IDisposable
{
    private const string Tables = "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name)";

    private static readonly SchemaMigration First = new(1, "0001_first.sql", "CREATE TABLE one (x); CREATE TABLE more (x);");
    private static readonly SchemaMigration Second = new(2, "0002_second.sql", "CREATE TABLE two (x);");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Embedded_Migrations_AreNumberedByTheirNames()
    {
        var migrations = SchemaMigration.OfSqlite();

        Assert.NotEmpty(migrations);
        Assert.All(migrations, migration => Assert.StartsWith($"{migration.Version:0000}_", migration.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_NewFolder_HasTheWholeSchema()
    {
        Assert.Equal("alias_change api_key artifact artifact_collection checkpoint entity_state job model model_alias model_version node_generation observation schema_version "
            + "sqlite_sequence stream stream_floor stream_waste tenant version_file version_number", await OpenAsync(SchemaMigration.OfSqlite(), Tables));
    }

    [Fact]
    public async Task Open_Again_AppliesNothing()
    {
        const string Versions = "SELECT group_concat(version || name || hex(sha256) || applied_at) FROM schema_version";
        var before = await OpenAsync([First, Second], Versions);

        Assert.Equal(before, await OpenAsync([First, Second], Versions));
    }

    [Fact]
    public async Task Open_OlderDatabase_AppliesWhatIsMissing()
    {
        await OpenAsync([First], Tables);

        Assert.Equal("more one schema_version two", await OpenAsync([First, Second], Tables));
    }

    [Fact]
    public async Task Open_DatabaseOfTheFirstVersion_KeepsItsRows()
    {
        const string Rows = """
            SELECT group_concat(stream_id || ' ' || sequence || ' ' || id || ' ' || at || ' ' || hex(content_digest) || ' ' || target || ' '
                || coalesce(entity, '-') || ' ' || coalesce(subject, '-') || ' ' || hex(features), '; ') FROM observation
            """;
        const string Fill = """
            INSERT INTO observation (stream_id, sequence, id, at, content_digest, target, entity, subject, features) VALUES
                (2, 1, 'a', 7, x'01', 't', NULL, 's', x'0203'), (1, 2, 'b', 8, x'02', 'u', 'e', NULL, x''), (1, 1, 'a', 9, x'03', '', '', '', x'00')
            """;
        var migrations = SchemaMigration.OfSqlite();
        await using (var storage = SqliteStorage.Open(_folder.Path, [migrations[0]], new ManualTime(), NoFaults.Instance, NullLogger.Instance))
        {
            await storage.Database.WriteAsync(session => { session.Execute(Fill); return true; }, default);
        }

        Assert.Equal("1 1 a 9 03    00; 1 2 b 8 02 u e - ; 2 1 a 7 01 t - s 0203", await OpenAsync(migrations, Rows));
        Assert.Equal("0", await OpenAsync(migrations, "SELECT count(*) FROM observation WHERE corrects IS NOT NULL OR previous_target IS NOT NULL"));
    }

    [Fact]
    public async Task Open_DatabaseOfTheSecondVersion_KeepsItsModelsWhichCanHaveVersions()
    {
        var migrations = SchemaMigration.OfSqlite();
        await using (var storage = SqliteStorage.Open(_folder.Path, [.. migrations.Take(2)], new ManualTime(), NoFaults.Instance, NullLogger.Instance))
        {
            await SqliteRows.FillAsync(storage, rows: 3);
        }

        await using var opened = SqliteStorage.Open(_folder.Path, migrations, new ManualTime(), NoFaults.Instance, NullLogger.Instance);
        Assert.Equal(3, (await opened.Observations.ReadPositionAsync(SqliteRows.Stream, default))!.Head);
        await OlderModel.RegisterAndDeleteAsync(opened.Versions, opened.ArtifactRows, opened.Models, SqliteRows.Stream);
    }

    [Fact]
    public async Task Open_NewerDatabase_IsRefusedAndKept()
    {
        await OpenAsync([First, Second], Tables);

        var refusal = await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync([First], Tables));

        Assert.Contains("at schema version 2 ('0002_second.sql'); this program knows versions up to 1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("more one schema_version two", await OpenAsync([First, Second], Tables));
    }

    [Fact]
    public async Task Open_ChangedMigration_IsRefused()
    {
        await OpenAsync([First], Tables);
        var changed = new SchemaMigration(1, First.Name, First.Script + " ");

        var refusal = await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync([changed, Second], Tables));

        Assert.Contains("another content", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("more one schema_version", await OpenAsync([First], Tables));
    }

    [Fact]
    public async Task Open_TamperedRecord_IsRefused()
    {
        await OpenAsync([First], Tables);
        using (var session = SqliteSession.Open(_folder[SqliteDatabase.FileName], create: false))
        {
            session.Execute("UPDATE schema_version SET sha256 = zeroblob(32)");
        }

        await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync([First], Tables));
    }

    [Fact]
    public async Task Open_MigrationThatFails_TakesItBackWhole()
    {
        await OpenAsync([First], Tables);
        var failing = new SchemaMigration(2, "0002_failing.sql", "CREATE TABLE half (x); CREATE TABLE one (x);");

        await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync([First, failing], Tables));

        Assert.Equal("more one schema_version", await OpenAsync([First], Tables));
    }

    [Fact]
    public async Task Open_FirstMigrationFails_LeavesAnEmptyDatabase()
    {
        var failing = new SchemaMigration(1, "0001_failing.sql", "CREATE TABLE half (x); CREATE TABLE half (x);");

        await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync([failing], Tables));

        Assert.Equal("more one schema_version", await OpenAsync([First], Tables));
    }

    private async Task<string> OpenAsync(IReadOnlyList<SchemaMigration> migrations, string query)
    {
        await using var storage = SqliteStorage.Open(_folder.Path, migrations, new ManualTime(), NoFaults.Instance, NullLogger.Instance);
        return await storage.Database.ReadAsync(session => session.QueryText(query), default);
    }
}
