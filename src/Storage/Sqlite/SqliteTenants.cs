using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Sqlite;

/// <summary>Rows of table <c>tenant</c>, and those of other tables that bear its name.</summary>
internal static class SqliteTenants
{
    private const string InsertOne = "INSERT INTO tenant (name, created_at) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";

    private const string SelectOne = "SELECT 1 FROM tenant WHERE name = ?1";

    private const string SelectPage = """
        SELECT name, created_at, (SELECT count(*) FROM model WHERE model.tenant = tenant.name) FROM tenant
        """;

    private const string SelectFrom = $"{SelectPage} WHERE name >= ?1 ORDER BY name LIMIT ?2";

    private const string SelectAfter = $"{SelectPage} WHERE name > ?1 ORDER BY name LIMIT ?2";

    private const string SelectModels = "SELECT name FROM model WHERE tenant = ?1";

    /// <summary>
    /// Lifts epochs and generations above those of all streams that are gone: one of them may have had the new name, and what
    /// was made for it fits the stream that comes to that name in nothing. Checkpoints and entity states stay good.
    /// </summary>
    private static readonly string[] Lifting =
    [
        """
        UPDATE checkpoint SET generation = generation + (SELECT generation FROM stream_floor)
        WHERE stream_id IN (SELECT id FROM stream WHERE tenant = ?1) AND (SELECT generation FROM stream_floor) > 0
        """,
        """
        UPDATE entity_state SET generation = generation + (SELECT generation FROM stream_floor)
        WHERE stream_id IN (SELECT id FROM stream WHERE tenant = ?1) AND (SELECT generation FROM stream_floor) > 0
        """,
        """
        UPDATE stream SET generation = generation + (SELECT generation FROM stream_floor), epoch = epoch + 1 + (SELECT epoch FROM stream_floor)
        WHERE tenant = ?1
        """,
    ];

    /// <summary>
    /// Copies what others refer to, moves those others, and deletes what nobody refers to any more: so each statement
    /// leaves every reference whole, and none need be checked later than its own. Numbers of versions are copied, and stay
    /// under the old name as well.
    /// </summary>
    private static readonly string[] Moving =
    [
        "INSERT INTO tenant (name, created_at) SELECT ?2, created_at FROM tenant WHERE name = ?1",
        """
        INSERT INTO model (tenant, name, definition, revision, created_at, changed_at)
        SELECT ?2, name, definition, revision, created_at, changed_at FROM model WHERE tenant = ?1
        """,
        "UPDATE stream SET tenant = ?2 WHERE tenant = ?1",
        """
        INSERT INTO version_number (tenant, model, last)
        SELECT ?2, model, last FROM version_number WHERE tenant = ?1 AND model IN (SELECT name FROM model WHERE tenant = ?1)
        ON CONFLICT (tenant, model) DO UPDATE SET last = max(last, excluded.last)
        """,
        "UPDATE api_key SET tenant = ?2 WHERE tenant = ?1",
        """
        UPDATE job SET tenant = ?2, epoch = epoch + (finished_at IS NULL), state = CASE WHEN finished_at IS NULL THEN 'queued' ELSE state END
        WHERE tenant = ?1
        """,
    ];

    private static readonly string[] Leaving = ["DELETE FROM model WHERE tenant = ?1", "DELETE FROM tenant WHERE name = ?1"];

    private static readonly string[] Deletion = ["DELETE FROM api_key WHERE tenant = ?1", "DELETE FROM tenant WHERE name = ?1"];

    /// <summary>False where the name is taken.</summary>
    public static bool Insert(SqliteSession session, string name, long now)
    {
        using var query = session.Query(InsertOne);
        query.Bind(1, name);
        query.Bind(2, now);
        return query.ExecuteCounting() == 1;
    }

    public static bool Exists(SqliteSession session, string name)
    {
        using var query = session.Query(SelectOne);
        query.Bind(1, name);
        return query.Step();
    }

    public static IReadOnlyList<StoredTenant> List(SqliteSession session, string? after, int limit)
    {
        var tenants = new List<StoredTenant>();
        using var query = session.Query(after is null ? SelectFrom : SelectAfter);
        query.Bind(1, after ?? "");
        query.Bind(2, limit);
        while (query.Step())
        {
            tenants.Add(new StoredTenant(query.Text(0), Microseconds.FromUnix(query.Int64(1)), query.Int64(2)));
        }

        return tenants;
    }

    /// <summary>Renames one that exists to a name that does not.</summary>
    public static void Rename(SqliteSession session, string from, string to)
    {
        Execute(session, Lifting, from);
        SqliteStreams.RaiseFloor(session, from);
        Execute(session, Moving, from, to);
        Execute(session, Leaving, from);
    }

    /// <summary>Deletes one that exists, with all that is its.</summary>
    public static DeletedFiles Delete(SqliteSession session, string name, long now)
    {
        var deletion = new SqliteModelDeletion(session, now);
        foreach (var model in ModelsOf(session, name))
        {
            deletion.Delete(new StreamKey(name, model));
        }

        Execute(session, Deletion, name);
        return deletion.Files;
    }

    private static void Execute(SqliteSession session, string[] statements, params ReadOnlySpan<string> names)
    {
        foreach (var sql in statements)
        {
            using var query = session.Query(sql);
            for (var index = 0; index < names.Length; index++)
            {
                query.Bind(index + 1, names[index]);
            }

            query.Execute();
        }
    }

    private static List<string> ModelsOf(SqliteSession session, string name)
    {
        var models = new List<string>();
        using var query = session.Query(SelectModels);
        query.Bind(1, name);
        while (query.Step())
        {
            models.Add(query.Text(0));
        }

        return models;
    }
}
