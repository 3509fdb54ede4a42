using Berlin.Storage.Faults;
using Berlin.Storage.Models;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Npgsql;

namespace Berlin.Storage.Postgres;

/// <summary>Definitions in table <c>model</c>.</summary>
internal sealed class PostgresModelStore(PostgresDatabase database, PostgresStreamWaste waste, TimeProvider time, IFaultInjector faults) : IModelStore
{
    private const string SelectOne = """
        SELECT name, definition, revision, created_at, changed_at FROM model WHERE tenant = $1 AND name = $2
        """;

    private const string SelectPage = """
        SELECT name, definition, revision, created_at, changed_at FROM model WHERE tenant = $1 AND name > $2 ORDER BY name LIMIT $3
        """;

    private const string InsertModel = """
        INSERT INTO model (tenant, name, definition, revision, created_at, changed_at) VALUES ($1, $2, $3, 1, $4, $4)
        ON CONFLICT (tenant, name) DO NOTHING
        """;

    private const string UpdateModel = """
        UPDATE model SET definition = $3, revision = revision + 1, changed_at = $5 WHERE tenant = $1 AND name = $2 AND revision = $4
        """;

    private const string LockModel = "SELECT 1 FROM model WHERE tenant = $1 AND name = $2 FOR NO KEY UPDATE";

    /// <inheritdoc />
    public Task<StoredModel?> FindAsync(string tenant, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Query(SelectOne).BindName(tenant).BindName(name).FirstAsync(row => ReadModel(row, tenant)), cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredModel>> ListAsync(string tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            session => session.Query(SelectPage).BindName(tenant).BindName(after ?? "").Bind(limit).ListAsync(row => ReadModel(row, tenant)), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<ModelWriteVerdict> CreateAsync(string tenant, string name, string definition, CancellationToken cancellationToken)
    {
        var key = new StreamKey(tenant, name);
        return database.WriteAsync(CreateIn, cancellationToken);

        async Task<ModelWriteVerdict> CreateIn(PostgresSession session)
        {
            if (!await InsertAsync(session, key, definition).ConfigureAwait(false))
            {
                return ModelWriteVerdict.RevisionDiffers;
            }

            await PostgresStreamLife.InsertAsync(session, key).ConfigureAwait(false);
            faults.Pass(FaultPoint.Define_BeforeCommit);
            return ModelWriteVerdict.Written;
        }
    }

    /// <inheritdoc />
    public Task<ModelWriteVerdict> UpdateAsync(string tenant, string name, string definition, long expectedRevision, CancellationToken cancellationToken) =>
        database.RunAsync(session => UpdateAsync(session, new StreamKey(tenant, name), definition, expectedRevision), cancellationToken);

    /// <inheritdoc />
    public Task<ModelWriteVerdict> UpdateWhenEmptyAsync(string tenant, string name, string definition, long expectedRevision, CancellationToken cancellationToken)
    {
        var key = new StreamKey(tenant, name);
        return database.WriteAsync(UpdateIn, cancellationToken);

        async Task<ModelWriteVerdict> UpdateIn(PostgresSession session)
        {
            await session.Query(LockModel).BindName(tenant).BindName(name).AnyAsync().ConfigureAwait(false);
            var stream = await PostgresStreamLife.LockAsync(session, key).ConfigureAwait(false);
            if (stream is { Head: > 0 })
            {
                return ModelWriteVerdict.StreamNotEmpty;
            }

            var verdict = await UpdateAsync(session, key, definition, expectedRevision).ConfigureAwait(false);
            if (stream is not null && verdict == ModelWriteVerdict.Written)
            {
                await PostgresStreamLife.FenceAsync(session, stream.Id).ConfigureAwait(false);
            }

            return verdict;
        }
    }

    /// <inheritdoc />
    public async Task<DeletedFiles?> DeleteAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        var files = await database.WriteAsync(DeleteIn, cancellationToken).ConfigureAwait(false);
        waste.Clear();
        return files;

        async Task<DeletedFiles?> DeleteIn(PostgresSession session)
        {
            var deletion = new PostgresModelDeletion(session, Now());
            var isFound = await deletion.DeleteAsync(new StreamKey(tenant, name)).ConfigureAwait(false);
            faults.Pass(FaultPoint.Delete_BeforeCommit);
            return isFound ? deletion.Files : null;
        }
    }

    private async Task<bool> InsertAsync(PostgresSession session, StreamKey key, string definition)
    {
        try
        {
            return await session.Query(InsertModel).BindName(key.Tenant).BindName(key.Model).BindText(definition).Bind(Now()).ExecuteAsync().ConfigureAwait(false) == 1;
        }
        catch (PostgresException exception) when (PostgresErrors.IsForeignKeyViolation(exception))
        {
            throw new ArgumentException($"There is no tenant '{key.Tenant}'.", exception);
        }
    }

    private async Task<ModelWriteVerdict> UpdateAsync(PostgresSession session, StreamKey key, string definition, long expectedRevision)
    {
        var changed = await session.Query(UpdateModel).BindName(key.Tenant).BindName(key.Model).BindText(definition).Bind(expectedRevision).Bind(Now())
            .ExecuteAsync().ConfigureAwait(false);
        return changed == 1 ? ModelWriteVerdict.Written : ModelWriteVerdict.RevisionDiffers;
    }

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());

    private static StoredModel ReadModel(PostgresRow row, string tenant) => new()
    {
        Tenant = tenant,
        Name = row.Name(0),
        Definition = row.Text(1),
        Revision = row.Int64(2),
        CreatedAt = Microseconds.FromUnix(row.Int64(3)),
        ChangedAt = Microseconds.FromUnix(row.Int64(4)),
    };
}
