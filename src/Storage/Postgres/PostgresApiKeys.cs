using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Tenancy;
using Npgsql;

namespace Berlin.Storage.Postgres;

/// <summary>Rows of table <c>api_key</c>.</summary>
internal static class PostgresApiKeys
{
    private const string Columns = "id, tenant, secret_sha256, scopes, label, created_at, expires_at, revoked_at";

    /// <summary>The keys of owner $1; null is the operator. (IS NOT DISTINCT FROM would use no index.)</summary>
    private const string OfOwner = "(tenant = $1 OR (tenant IS NULL AND $1 IS NULL))";

    private const string InsertOne = $"INSERT INTO api_key ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

    private const string SelectOne = $"SELECT {Columns} FROM api_key WHERE id = $1";

    private const string SelectAll = $"SELECT {Columns} FROM api_key WHERE {OfOwner} ORDER BY created_at, id";

    private const string CountValid = $"SELECT count(*) FROM api_key WHERE {OfOwner} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)";

    private const string DeleteInvalid = $"""
        DELETE FROM api_key WHERE id IN (
            SELECT id FROM api_key WHERE {OfOwner} AND (revoked_at IS NOT NULL OR expires_at <= $2)
            ORDER BY created_at DESC, id OFFSET $3)
        """;

    private const string RevokeOne = $"UPDATE api_key SET revoked_at = coalesce(revoked_at, $3) WHERE id = $2 AND {OfOwner}";

    private const string ExpireOne = $"UPDATE api_key SET expires_at = least(coalesce(expires_at, $3), $3) WHERE id = $2 AND {OfOwner}";

    // Who adds a key to an owner waits for whoever else does, so that the two together keep the bound.
    private const string LockTenant = "SELECT 1 FROM tenant WHERE name = $1 FOR NO KEY UPDATE";

    private const string LockOperator = "SELECT pg_advisory_xact_lock(hashtextextended('berlin.api_key.operator', 0))";

    /// <exception cref="ArgumentException">The id is that of another key.</exception>
    public static async Task InsertAsync(PostgresSession session, StoredApiKey key, long now)
    {
        var insert = session.Query(InsertOne).BindName(key.Id).BindName(key.Tenant).Bind(key.SecretSha256).BindName(string.Join(' ', key.Scopes)).BindText(key.Label)
            .Bind(now).Bind(Microseconds.ToUnix(key.ExpiresAt)).Bind(Microseconds.ToUnix(key.RevokedAt));
        try
        {
            await insert.ExecuteAsync().ConfigureAwait(false);
        }
        catch (PostgresException exception) when (PostgresErrors.IsUniqueViolation(exception))
        {
            throw ApiKeyRules.IdIsTaken(key.Id, exception);
        }
    }

    /// <summary>A text that is no name is that of no key.</summary>
    public static Task<StoredApiKey?> FindAsync(PostgresSession session, string id) =>
        PostgresQuery.IsName(id) ? session.Query(SelectOne).BindName(id).FirstAsync(Read) : Task.FromResult<StoredApiKey?>(null);

    public static Task<List<StoredApiKey>> ListAsync(PostgresSession session, string? tenant) => session.Query(SelectAll).BindName(tenant).ListAsync(Read);

    /// <summary>Lets nobody else add a key to the owner until the transaction ends; false where there is no such tenant.</summary>
    public static Task<bool> LockOwnerAsync(PostgresSession session, string? tenant) =>
        tenant is null ? session.Query(LockOperator).AnyAsync() : session.Query(LockTenant).BindName(tenant).AnyAsync();

    public static async Task<KeyAddVerdict> AddAsync(PostgresSession session, StoredApiKey key, int maxKeys, long now)
    {
        if (!await LockOwnerAsync(session, key.Tenant).ConfigureAwait(false))
        {
            return KeyAddVerdict.TenantNotFound;
        }

        if (await session.Query(CountValid).BindName(key.Tenant).Bind(now).FirstAsync(row => row.Int64(0)).ConfigureAwait(false) >= maxKeys)
        {
            return KeyAddVerdict.TooManyKeys;
        }

        await InsertAsync(session, key, now).ConfigureAwait(false);
        await session.Query(DeleteInvalid).BindName(key.Tenant).Bind(now).Bind(maxKeys).ExecuteAsync().ConfigureAwait(false);
        return KeyAddVerdict.Added;
    }

    public static Task<bool> RevokeAsync(PostgresSession session, string? tenant, string id, long now) => UpdateAsync(session, RevokeOne, tenant, id, now);

    public static Task<bool> ExpireAsync(PostgresSession session, string? tenant, string id, long at) => UpdateAsync(session, ExpireOne, tenant, id, at);

    private static async Task<bool> UpdateAsync(PostgresSession session, string sql, string? tenant, string id, long time) =>
        await session.Query(sql).BindName(tenant).BindName(id).Bind(time).ExecuteAsync().ConfigureAwait(false) == 1;

    private static StoredApiKey Read(PostgresRow row) => new()
    {
        Id = row.Name(0),
        Tenant = row.NameOrNull(1),
        SecretSha256 = row.Bytes(2),
        Scopes = row.Name(3).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Label = row.TextOrNull(4),
        CreatedAt = Microseconds.FromUnix(row.Int64(5)),
        ExpiresAt = Microseconds.FromUnix(row.Int64OrNull(6)),
        RevokedAt = Microseconds.FromUnix(row.Int64OrNull(7)),
    };
}
