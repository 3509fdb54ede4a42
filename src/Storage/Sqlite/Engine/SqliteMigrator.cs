using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>Brings a database to the schema of this program, one transaction per migration.</summary>
internal sealed class SqliteMigrator(IReadOnlyList<SchemaMigration> migrations, TimeProvider time, ILogger logger)
{
    /// <summary>"BERL": marks the file as Berlin's in SQLite's header.</summary>
    private const int ApplicationId = 0x4245524C;

    private const string CreateVersionTable = """
        CREATE TABLE schema_version (
            version     INTEGER NOT NULL PRIMARY KEY,
            name        TEXT    NOT NULL,
            sha256      BLOB    NOT NULL,
            applied_at  INTEGER NOT NULL
        ) STRICT
        """;

    private const string InsertVersion = "INSERT INTO schema_version (version, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)";

    /// <summary>Applies what is missing.</summary>
    /// <returns>The version that the database is at.</returns>
    /// <exception cref="DataFolderException">It is not Berlin's, it is newer than this program, or an applied migration is not the one that this program knows.</exception>
    public int Run(SqliteSession session)
    {
        var applied = ReadApplied(session);
        CheckApplied(applied);
        foreach (var migration in migrations.Skip(applied.Count))
        {
            Apply(session, migration);
        }

        return migrations.Count;
    }

    private static List<(string Name, byte[] Sha256)> ReadApplied(SqliteSession session)
    {
        var applied = new List<(string, byte[])>();
        if (IsEmpty(session))
        {
            return applied;
        }

        if (session.QueryText("PRAGMA application_id") != ApplicationId.ToString())
        {
            throw new DataFolderException("The database file is an SQLite database, but not one of Berlin's. Give Berlin a data folder of its own.");
        }

        using var query = session.Query("SELECT name, sha256 FROM schema_version ORDER BY version");
        while (query.Step())
        {
            applied.Add((query.Text(0), query.Bytes(1)));
        }

        return applied;
    }

    private static bool IsEmpty(SqliteSession session) => session.QueryText("SELECT count(*) FROM sqlite_schema") == "0";

    private void CheckApplied(List<(string Name, byte[] Sha256)> applied)
    {
        if (applied.Count > migrations.Count)
        {
            throw new DataFolderException(
                $"The database is at schema version {applied.Count} ('{applied[^1].Name}'); this program knows versions up to {migrations.Count}. "
                + "A newer Berlin has written it: start that version, or restore a backup made before it.");
        }

        foreach (var ((name, sha256), migration) in applied.Zip(migrations))
        {
            if (!sha256.AsSpan().SequenceEqual(migration.Sha256))
            {
                throw new DataFolderException(
                    $"Schema version {migration.Version} of the database was made by '{name}' with another content than '{migration.Name}' of this program. "
                    + "An applied migration never changes; start the program that made this database.");
            }
        }
    }

    private void Apply(SqliteSession session, SchemaMigration migration)
    {
        session.Execute("BEGIN IMMEDIATE");
        if (migration.Version == 1)
        {
            session.Execute(CreateVersionTable);
            session.Execute($"PRAGMA application_id = {ApplicationId}");
        }

        session.ExecuteScript(migration.Script);
        using (var insert = session.Query(InsertVersion))
        {
            insert.Bind(1, migration.Version);
            insert.Bind(2, migration.Name);
            insert.Bind(3, migration.Sha256);
            insert.Bind(4, Microseconds.ToUnix(time.GetUtcNow()));
            insert.Execute();
        }

        session.Execute("COMMIT");
        SqliteStorageLog.MigrationApplied(logger, migration.Name);
    }
}
