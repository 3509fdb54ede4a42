using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Sqlite;

/// <summary>Rows of table <c>api_key</c>. <c>tenant IS ?</c>: null, which is the operator, compares as a value.</summary>
internal static class SqliteApiKeys
{
    private const string Columns = "id, tenant, secret_sha256, scopes, label, created_at, expires_at, revoked_at";

    private const string InsertOne = $"INSERT INTO api_key ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

    private const string SelectOne = $"SELECT {Columns} FROM api_key WHERE id = ?1";

    private const string SelectAll = $"SELECT {Columns} FROM api_key WHERE tenant IS ?1 ORDER BY created_at, id";

    private const string CountValid = """
        SELECT count(*) FROM api_key WHERE tenant IS ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)
        """;

    private const string DeleteInvalid = """
        DELETE FROM api_key WHERE id IN (
            SELECT id FROM api_key WHERE tenant IS ?1 AND (revoked_at IS NOT NULL OR expires_at <= ?2)
            ORDER BY created_at DESC, id LIMIT -1 OFFSET ?3)
        """;

    private const string RevokeOne = "UPDATE api_key SET revoked_at = coalesce(revoked_at, ?3) WHERE id = ?1 AND tenant IS ?2";

    private const string ExpireOne = "UPDATE api_key SET expires_at = min(coalesce(expires_at, ?3), ?3) WHERE id = ?1 AND tenant IS ?2";

    /// <exception cref="ArgumentException">The id is that of another key.</exception>
    public static void Insert(SqliteSession session, StoredApiKey key, long now)
    {
        using var query = session.Query(InsertOne);
        query.Bind(1, key.Id);
        query.Bind(2, key.Tenant);
        query.Bind(3, key.SecretSha256);
        query.Bind(4, string.Join(' ', key.Scopes));
        query.Bind(5, key.Label);
        query.Bind(6, now);
        query.Bind(7, Microseconds.ToUnix(key.ExpiresAt));
        query.Bind(8, Microseconds.ToUnix(key.RevokedAt));
        try
        {
            query.Execute();
        }
        catch (SqliteErrorException exception) when (exception.IsUniqueViolation)
        {
            throw ApiKeyRules.IdIsTaken(key.Id, exception);
        }
    }

    public static StoredApiKey? Find(SqliteSession session, string id)
    {
        using var query = session.Query(SelectOne);
        query.Bind(1, id);
        return query.Step() ? Read(query) : null;
    }

    public static IReadOnlyList<StoredApiKey> List(SqliteSession session, string? tenant)
    {
        var keys = new List<StoredApiKey>();
        using var query = session.Query(SelectAll);
        query.Bind(1, tenant);
        while (query.Step())
        {
            keys.Add(Read(query));
        }

        return keys;
    }

    public static KeyAddVerdict Add(SqliteSession session, StoredApiKey key, int maxKeys, long now)
    {
        if (key.Tenant is { } tenant && !SqliteTenants.Exists(session, tenant))
        {
            return KeyAddVerdict.TenantNotFound;
        }

        if (CountOfValid(session, key.Tenant, now) >= maxKeys)
        {
            return KeyAddVerdict.TooManyKeys;
        }

        Insert(session, key, now);
        using var query = session.Query(DeleteInvalid);
        query.Bind(1, key.Tenant);
        query.Bind(2, now);
        query.Bind(3, maxKeys);
        query.Execute();
        return KeyAddVerdict.Added;
    }

    public static bool Revoke(SqliteSession session, string? tenant, string id, long now) => Update(session, RevokeOne, tenant, id, now);

    public static bool Expire(SqliteSession session, string? tenant, string id, long at) => Update(session, ExpireOne, tenant, id, at);

    private static bool Update(SqliteSession session, string sql, string? tenant, string id, long time)
    {
        using var query = session.Query(sql);
        query.Bind(1, id);
        query.Bind(2, tenant);
        query.Bind(3, time);
        return query.ExecuteCounting() == 1;
    }

    private static long CountOfValid(SqliteSession session, string? tenant, long now)
    {
        using var query = session.Query(CountValid);
        query.Bind(1, tenant);
        query.Bind(2, now);
        return query.Step() ? query.Int64(0) : 0;
    }

    private static StoredApiKey Read(SqliteQuery query) => new()
    {
        Id = query.Text(0),
        Tenant = query.TextOrNull(1),
        SecretSha256 = query.Bytes(2),
        Scopes = query.Text(3).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Label = query.TextOrNull(4),
        CreatedAt = Microseconds.FromUnix(query.Int64(5)),
        ExpiresAt = Microseconds.FromUnix(query.Int64OrNull(6)),
        RevokedAt = Microseconds.FromUnix(query.Int64OrNull(7)),
    };
}
