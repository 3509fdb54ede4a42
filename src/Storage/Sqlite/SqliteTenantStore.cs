using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Sqlite;

/// <summary>Tenants and keys in tables <c>tenant</c> and <c>api_key</c>.</summary>
internal sealed class SqliteTenantStore(SqliteDatabase database, TimeProvider time, IFaultInjector faults) : ITenantStore
{
    private const string InsertTenant = """
        INSERT INTO tenant (name, created_at) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING
        """;

    private const string SelectOperatorKey = "SELECT id FROM api_key WHERE tenant IS NULL LIMIT 1";

    private const string InsertKey = """
        INSERT INTO api_key (id, tenant, secret_sha256, scopes, created_at, expires_at, revoked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private const string SelectKey = """
        SELECT id, tenant, secret_sha256, scopes, expires_at, revoked_at FROM api_key WHERE id = ?1
        """;

    /// <inheritdoc />
    public Task<bool> CreateAsync(string name, StoredApiKey firstKey, CancellationToken cancellationToken)
    {
        ApiKeyRules.Check(firstKey, owner: name);
        return database.WriteAsync(CreateIn, cancellationToken);

        bool CreateIn(SqliteSession session)
        {
            if (!Insert(session, name))
            {
                return false;
            }

            Insert(session, firstKey);
            faults.Pass(FaultPoint.Tenant_BeforeCommit);
            return true;
        }
    }

    /// <inheritdoc />
    public Task<bool> AddFirstOperatorKeyAsync(StoredApiKey key, CancellationToken cancellationToken)
    {
        ApiKeyRules.Check(key, owner: null);
        return database.WriteAsync(AddIn, cancellationToken);

        bool AddIn(SqliteSession session)
        {
            if (HasOperatorKey(session))
            {
                return false;
            }

            Insert(session, key);
            return true;
        }
    }

    /// <inheritdoc />
    public Task<StoredApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken)
    {
        return database.ReadAsync(FindIn, cancellationToken);

        StoredApiKey? FindIn(SqliteSession session)
        {
            using var query = session.Query(SelectKey);
            query.Bind(1, id);
            return query.Step() ? ReadKey(query) : null;
        }
    }

    private bool Insert(SqliteSession session, string tenant)
    {
        using var query = session.Query(InsertTenant);
        query.Bind(1, tenant);
        query.Bind(2, Microseconds.ToUnix(time.GetUtcNow()));
        return query.ExecuteCounting() == 1;
    }

    private void Insert(SqliteSession session, StoredApiKey key)
    {
        using var query = session.Query(InsertKey);
        query.Bind(1, key.Id);
        query.Bind(2, key.Tenant);
        query.Bind(3, key.SecretSha256);
        query.Bind(4, string.Join(' ', key.Scopes));
        query.Bind(5, Microseconds.ToUnix(time.GetUtcNow()));
        query.Bind(6, Microseconds.ToUnix(key.ExpiresAt));
        query.Bind(7, Microseconds.ToUnix(key.RevokedAt));
        try
        {
            query.Execute();
        }
        catch (SqliteErrorException exception) when (exception.IsUniqueViolation)
        {
            throw ApiKeyRules.IdIsTaken(key.Id, exception);
        }
    }

    private static bool HasOperatorKey(SqliteSession session)
    {
        using var query = session.Query(SelectOperatorKey);
        return query.Step();
    }

    private static StoredApiKey ReadKey(SqliteQuery query) => new()
    {
        Id = query.Text(0),
        Tenant = query.TextOrNull(1),
        SecretSha256 = query.Bytes(2),
        Scopes = query.Text(3).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ExpiresAt = Microseconds.FromUnix(query.Int64OrNull(4)),
        RevokedAt = Microseconds.FromUnix(query.Int64OrNull(5)),
    };
}
