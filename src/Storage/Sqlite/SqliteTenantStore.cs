using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Sqlite;

/// <summary>Tenants and keys in tables <c>tenant</c> and <c>api_key</c>.</summary>
internal sealed class SqliteTenantStore(SqliteDatabase database, SqliteStreamWaste waste, TimeProvider time, IFaultInjector faults) : ITenantStore
{
    private const string SelectOperatorKey = "SELECT id FROM api_key WHERE tenant IS NULL LIMIT 1";

    /// <inheritdoc />
    public Task<bool> CreateAsync(string name, StoredApiKey firstKey, CancellationToken cancellationToken)
    {
        ApiKeyRules.Check(firstKey, owner: name);
        return database.WriteAsync(CreateIn, cancellationToken);

        bool CreateIn(SqliteSession session)
        {
            if (!SqliteTenants.Insert(session, name, Now()))
            {
                return false;
            }

            SqliteApiKeys.Insert(session, firstKey, Now());
            faults.Pass(FaultPoint.Tenant_BeforeCommit);
            return true;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredTenant>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(session => SqliteTenants.List(session, after, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<TenantRenameVerdict> RenameAsync(string from, string to, CancellationToken cancellationToken)
    {
        return database.WriteAsync(RenameIn, cancellationToken);

        TenantRenameVerdict RenameIn(SqliteSession session)
        {
            if (!SqliteTenants.Exists(session, from))
            {
                return TenantRenameVerdict.NotFound;
            }

            if (SqliteTenants.Exists(session, to))
            {
                return TenantRenameVerdict.NameTaken;
            }

            SqliteTenants.Rename(session, from, to);
            faults.Pass(FaultPoint.Rename_BeforeCommit);
            return TenantRenameVerdict.Renamed;
        }
    }

    /// <inheritdoc />
    public Task<DeletedFiles?> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        return database.WriteAsync(DeleteIn, cancellationToken, committed: waste.Clear);

        DeletedFiles? DeleteIn(SqliteSession session)
        {
            if (!SqliteTenants.Exists(session, name))
            {
                return null;
            }

            var files = SqliteTenants.Delete(session, name, Now());
            faults.Pass(FaultPoint.Delete_BeforeCommit);
            return files;
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

            SqliteApiKeys.Insert(session, key, Now());
            return true;
        }
    }

    /// <inheritdoc />
    public Task<StoredApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteApiKeys.Find(session, id), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredApiKey>> ListKeysAsync(string? tenant, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteApiKeys.List(session, tenant), cancellationToken);

    /// <inheritdoc />
    public Task<KeyAddVerdict> AddKeyAsync(StoredApiKey key, int maxKeys, CancellationToken cancellationToken)
    {
        ApiKeyRules.Check(key);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxKeys);
        return database.WriteAsync(session => SqliteApiKeys.Add(session, key, maxKeys, Now()), cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> RevokeKeyAsync(string? tenant, string id, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteApiKeys.Revoke(session, tenant, id, Now()), cancellationToken);

    /// <inheritdoc />
    public Task<bool> ExpireKeyAsync(string? tenant, string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(session => SqliteApiKeys.Expire(session, tenant, id, Microseconds.ToUnix(at)), cancellationToken);

    private static bool HasOperatorKey(SqliteSession session)
    {
        using var query = session.Query(SelectOperatorKey);
        return query.Step();
    }

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
