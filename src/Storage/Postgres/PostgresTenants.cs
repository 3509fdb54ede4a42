using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Postgres;

/// <summary>Rows of table <c>tenant</c>, and those of other tables that bear its name.</summary>
internal static class PostgresTenants
{
    private const string InsertOne = "INSERT INTO tenant (name, created_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

    private const string SelectOne = "SELECT 1 FROM tenant WHERE name = $1";

    // Keeps away also those who would refer to the tenant: a model or a key that is being made.
    private const string LockOne = "SELECT 1 FROM tenant WHERE name = $1 FOR UPDATE";

    private const string SelectPage = """
        SELECT name, created_at, (SELECT count(*) FROM model WHERE model.tenant = tenant.name) FROM tenant
        """;

    private const string SelectFrom = $"{SelectPage} WHERE name >= $1 ORDER BY name LIMIT $2";

    private const string SelectAfter = $"{SelectPage} WHERE name > $1 ORDER BY name LIMIT $2";

    private const string SelectModels = "SELECT name FROM model WHERE tenant = $1 ORDER BY name";

    private const string DeleteKeys = "DELETE FROM api_key WHERE tenant = $1";

    private const string DeleteOne = "DELETE FROM tenant WHERE name = $1";

    /// <summary>Nobody makes, renames or deletes a tenant meanwhile: the new name stays free.</summary>
    private const string LockNames = "LOCK TABLE tenant IN SHARE ROW EXCLUSIVE MODE";

    /// <summary>In the order of <see cref="PostgresStreamLife"/>.</summary>
    private static readonly string[] Locking =
    [
        "SELECT 1 FROM tenant WHERE name = $1 FOR UPDATE",
        "SELECT 1 FROM model WHERE tenant = $1 ORDER BY name FOR UPDATE",
        "SELECT 1 FROM stream WHERE tenant = $1 ORDER BY id FOR UPDATE",
        "SELECT 1 FROM stream_floor WHERE $1 IS NOT NULL FOR UPDATE",
    ];

    /// <summary>
    /// Lifts epochs and generations above those of all streams that are gone: one of them may have had the new name, and what
    /// was made for it fits the stream that comes to that name in nothing. Checkpoints and entity states stay good.
    /// </summary>
    private static readonly string[] Lifting =
    [
        """
        UPDATE checkpoint SET generation = checkpoint.generation + floor.generation FROM stream_floor AS floor
        WHERE stream_id IN (SELECT id FROM stream WHERE tenant = $1) AND floor.generation > 0
        """,
        """
        UPDATE entity_state SET generation = entity_state.generation + floor.generation FROM stream_floor AS floor
        WHERE stream_id IN (SELECT id FROM stream WHERE tenant = $1) AND floor.generation > 0
        """,
        """
        UPDATE stream SET generation = stream.generation + floor.generation, epoch = stream.epoch + 1 + floor.epoch FROM stream_floor AS floor
        WHERE tenant = $1
        """,
    ];

    private const string QueueJobs = "UPDATE job SET epoch = epoch + 1, state = 'queued' WHERE tenant = $1 AND finished_at IS NULL";

    /// <summary>Under the new name numbers of versions go on above those of both names; under the old one they stay.</summary>
    private const string CopyNumbers = """
        INSERT INTO version_number (tenant, model, last)
        SELECT $2, n.model, n.last FROM version_number AS n JOIN model AS m ON m.tenant = n.tenant AND m.name = n.model WHERE n.tenant = $1
        ON CONFLICT (tenant, model) DO UPDATE SET last = greatest(version_number.last, excluded.last)
        """;

    /// <summary>Keys, models, and with them streams and jobs follow by their foreign keys; versions and aliases belong to streams.</summary>
    private const string RenameOne = "UPDATE tenant SET name = $2 WHERE name = $1";

    /// <summary>False where the name is taken.</summary>
    public static async Task<bool> InsertAsync(PostgresSession session, string name, long now) =>
        await session.Query(InsertOne).BindName(name).Bind(now).ExecuteAsync().ConfigureAwait(false) == 1;

    public static Task<List<StoredTenant>> ListAsync(PostgresSession session, string? after, int limit) =>
        session.Query(after is null ? SelectFrom : SelectAfter).BindName(after ?? "").Bind(limit)
            .ListAsync(row => new StoredTenant(row.Name(0), Microseconds.FromUnix(row.Int64(1)), row.Int64(2)));

    public static async Task<TenantRenameVerdict> RenameAsync(PostgresSession session, string from, string to)
    {
        await session.Query(LockNames).ExecuteAsync().ConfigureAwait(false);
        if (!await session.Query(SelectOne).BindName(from).AnyAsync().ConfigureAwait(false))
        {
            return TenantRenameVerdict.NotFound;
        }

        if (await session.Query(SelectOne).BindName(to).AnyAsync().ConfigureAwait(false))
        {
            return TenantRenameVerdict.NameTaken;
        }

        foreach (var sql in (IEnumerable<string>)[.. Locking, .. Lifting])
        {
            await session.Query(sql).BindName(from).ExecuteAsync().ConfigureAwait(false);
        }

        await PostgresStreamLife.RaiseFloorAsync(session, from).ConfigureAwait(false);
        await session.Query(QueueJobs).BindName(from).ExecuteAsync().ConfigureAwait(false);
        await session.Query(CopyNumbers).BindName(from).BindName(to).ExecuteAsync().ConfigureAwait(false);
        await session.Query(RenameOne).BindName(from).BindName(to).ExecuteAsync().ConfigureAwait(false);
        return TenantRenameVerdict.Renamed;
    }

    /// <summary>Deletes it with all that is its; null where there is no such tenant.</summary>
    public static async Task<DeletedFiles?> DeleteAsync(PostgresSession session, string name, long now)
    {
        if (!await session.Query(LockOne).BindName(name).AnyAsync().ConfigureAwait(false))
        {
            return null;
        }

        var models = await session.Query(SelectModels).BindName(name).ListAsync(row => new StreamKey(name, row.Name(0))).ConfigureAwait(false);
        var deletion = new PostgresModelDeletion(session, now);
        await deletion.DeleteAsync(models).ConfigureAwait(false);
        await session.Query(DeleteKeys).BindName(name).ExecuteAsync().ConfigureAwait(false);
        await session.Query(DeleteOne).BindName(name).ExecuteAsync().ConfigureAwait(false);
        return deletion.Files;
    }
}
