using Berlin.Storage.Faults;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Postgres;

/// <summary>Tenants and keys in tables <c>tenant</c> and <c>api_key</c>.</summary>
internal sealed class PostgresTenantStore(PostgresDatabase database, PostgresStreamWaste waste, TimeProvider time, IFaultInjector faults) : ITenantStore
{
    private const string SelectOperatorKey = "SELECT 1 FROM api_key WHERE tenant IS NULL LIMIT 1";

    /// <inheritdoc />
    public Task<bool> CreateAsync(string name, StoredApiKey firstKey, CancellationToken cancellationToken)
    {
        ApiKeyRules.Check(firstKey, owner: name);
        return database.WriteAsync(CreateIn, cancellationToken);

        async Task<bool> CreateIn(PostgresSession session)
        {
            if (!await PostgresTenants.InsertAsync(session, name, Now()).ConfigureAwait(false))
            {
                return false;
            }

            await PostgresApiKeys.InsertAsync(session, firstKey, Now()).ConfigureAwait(false);
            faults.Pass(FaultPoint.Tenant_BeforeCommit);
            return true;
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredTenant>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(session => PostgresTenants.ListAsync(session, after, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<TenantRenameVerdict> RenameAsync(string from, string to, CancellationToken cancellationToken)
    {
        return database.WriteAsync(RenameIn, cancellationToken);

        async Task<TenantRenameVerdict> RenameIn(PostgresSession session)
        {
            var verdict = await PostgresTenants.RenameAsync(session, from, to).ConfigureAwait(false);
            if (verdict == TenantRenameVerdict.Renamed)
            {
                faults.Pass(FaultPoint.Rename_BeforeCommit);
            }

            return verdict;
        }
    }

    /// <inheritdoc />
    public async Task<DeletedFiles?> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var files = await database.WriteAsync(DeleteIn, cancellationToken).ConfigureAwait(false);
        waste.Clear();
        return files;

        async Task<DeletedFiles?> DeleteIn(PostgresSession session)
        {
            var deleted = await PostgresTenants.DeleteAsync(session, name, Now()).ConfigureAwait(false);
            faults.Pass(FaultPoint.Delete_BeforeCommit);
            return deleted;
        }
    }

    /// <inheritdoc />
    public Task<bool> AddFirstOperatorKeyAsync(StoredApiKey key, CancellationToken cancellationToken)
    {
        ApiKeyRules.Check(key, owner: null);
        return database.WriteAsync(AddIn, cancellationToken);

        async Task<bool> AddIn(PostgresSession session)
        {
            await PostgresApiKeys.LockOwnerAsync(session, tenant: null).ConfigureAwait(false);
            if (await session.Query(SelectOperatorKey).AnyAsync().ConfigureAwait(false))
            {
                return false;
            }

            await PostgresApiKeys.InsertAsync(session, key, Now()).ConfigureAwait(false);
            return true;
        }
    }

    /// <inheritdoc />
    public Task<StoredApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => PostgresApiKeys.FindAsync(session, id), cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredApiKey>> ListKeysAsync(string? tenant, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => PostgresApiKeys.ListAsync(session, tenant), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public Task<KeyAddVerdict> AddKeyAsync(StoredApiKey key, int maxKeys, CancellationToken cancellationToken)
    {
        ApiKeyRules.Check(key);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxKeys);
        return database.WriteAsync(session => PostgresApiKeys.AddAsync(session, key, maxKeys, Now()), cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> RevokeKeyAsync(string? tenant, string id, CancellationToken cancellationToken) =>
        database.RunAsync(session => PostgresApiKeys.RevokeAsync(session, tenant, id, Now()), cancellationToken);

    /// <inheritdoc />
    public Task<bool> ExpireKeyAsync(string? tenant, string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.RunAsync(session => PostgresApiKeys.ExpireAsync(session, tenant, id, Microseconds.ToUnix(at)), cancellationToken);

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
