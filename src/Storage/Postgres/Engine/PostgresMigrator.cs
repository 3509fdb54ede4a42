using Microsoft.Extensions.Logging;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>Brings a database to the schema of this program, all of it in one transaction. However many processes start at once, one does it and the others find it done.</summary>
internal sealed class PostgresMigrator(IReadOnlyList<SchemaMigration> migrations, TimeProvider time, ILogger logger)
{
    /// <summary>"BERLIN" in ASCII: who holds this advisory lock of the database changes its schema.</summary>
    private const long LockKey = 0x4245524C494E;

    private const string TakeLock = "SELECT pg_advisory_xact_lock($1)";

    private const string CreateVersionTable = """
        CREATE TABLE IF NOT EXISTS berlin_schema_version (
            version     bigint  NOT NULL PRIMARY KEY,
            name        text    NOT NULL,
            sha256      bytea   NOT NULL,
            applied_at  bigint  NOT NULL
        )
        """;

    private const string SelectApplied = "SELECT name, sha256 FROM berlin_schema_version ORDER BY version";

    private const string InsertVersion = "INSERT INTO berlin_schema_version (version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)";

    /// <summary>Applies what is missing.</summary>
    /// <returns>The version that the database is at.</returns>
    /// <exception cref="DatabaseRefusedException">It is newer than this program, an applied migration is not the one that this program knows, or one failed.</exception>
    public async Task<int> RunAsync(NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None).ConfigureAwait(false);
        await new PostgresQuery(connection, TakeLock).Bind(LockKey).ExecuteAsync().ConfigureAwait(false);
        await new PostgresQuery(connection, CreateVersionTable).ExecuteAsync().ConfigureAwait(false);
        var applied = await new PostgresQuery(connection, SelectApplied).ListAsync(row => (Name: row.Name(0), Sha256: row.Bytes(1))).ConfigureAwait(false);
        CheckApplied(applied);
        foreach (var migration in migrations.Skip(applied.Count))
        {
            await ApplyAsync(connection, migration).ConfigureAwait(false);
        }

        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        foreach (var migration in migrations.Skip(applied.Count))
        {
            PostgresStorageLog.MigrationApplied(logger, migration.Name);
        }

        return migrations.Count;
    }

    private void CheckApplied(List<(string Name, byte[] Sha256)> applied)
    {
        if (applied.Count > migrations.Count)
        {
            throw new DatabaseRefusedException(
                $"The database is at schema version {applied.Count} ('{applied[^1].Name}'); this program knows versions up to {migrations.Count}. "
                + "A newer Berlin has written it: start that version, or restore a backup made before it.");
        }

        foreach (var ((name, sha256), migration) in applied.Zip(migrations))
        {
            if (!sha256.AsSpan().SequenceEqual(migration.Sha256))
            {
                throw new DatabaseRefusedException(
                    $"Schema version {migration.Version} of the database was made by '{name}' with another content than '{migration.Name}' of this program. "
                    + "An applied migration never changes; start the program that made this database.");
            }
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, SchemaMigration migration)
    {
        try
        {
            await new PostgresQuery(connection, migration.Script).ExecuteAsync().ConfigureAwait(false);
        }
        catch (PostgresException exception) when (!PostgresErrors.IsConnectionLost(exception))
        {
            throw new DatabaseRefusedException(
                $"Migration '{migration.Name}' failed, and all is as it was: {PostgresErrors.Describe(exception)}. Berlin needs a database, or a schema on the search path, of its own.", exception);
        }

        await new PostgresQuery(connection, InsertVersion).Bind(migration.Version).BindName(migration.Name).Bind(migration.Sha256).Bind(Microseconds.ToUnix(time.GetUtcNow()))
            .ExecuteAsync().ConfigureAwait(false);
    }
}
