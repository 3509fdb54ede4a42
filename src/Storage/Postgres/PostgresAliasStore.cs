using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Postgres;

/// <summary>Aliases in table <c>model_alias</c>.</summary>
internal sealed class PostgresAliasStore(PostgresDatabase database, TimeProvider time) : IAliasStore
{
    /// <inheritdoc />
    public Task<StoredAlias?> FindAsync(AliasKey alias, CancellationToken cancellationToken) =>
        database.ReadAsync(session => PostgresAliasRows.FindAsync(session, alias), cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredAlias>> ListAsync(string tenant, string model, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => PostgresAliasRows.ListAsync(session, new StreamKey(tenant, model)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public Task<AliasWrite> SetAsync(AliasKey alias, long number, long expectedRevision, string changedBy, int maxAliases, CancellationToken cancellationToken)
    {
        AliasName.Check(alias.Name);
        ArgumentNullException.ThrowIfNull(changedBy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxAliases);
        return ChangeAsync(alias, SetIn, new AliasWrite(AliasWriteVerdict.VersionNotFound, null), cancellationToken);

        Task<AliasWrite> SetIn(PostgresSession session, long streamId, StoredAlias? current) =>
            SetAsync(session, streamId, alias, current, number, expectedRevision, changedBy, maxAliases);
    }

    /// <inheritdoc />
    public Task<AliasWrite> RollBackAsync(AliasKey alias, long expectedRevision, string changedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changedBy);
        return ChangeAsync(alias, RollBackIn, new AliasWrite(AliasWriteVerdict.RevisionDiffers, null), cancellationToken);

        async Task<AliasWrite> RollBackIn(PostgresSession session, long streamId, StoredAlias? current) => current switch
        {
            { PreviousNumber: { } previous } when current.Revision == expectedRevision =>
                await SetAsync(session, streamId, alias, current, previous, expectedRevision, changedBy, int.MaxValue).ConfigureAwait(false),
            not null when current.Revision == expectedRevision => new AliasWrite(AliasWriteVerdict.NoPreviousVersion, current),
            _ => new AliasWrite(AliasWriteVerdict.RevisionDiffers, current),
        };
    }

    /// <inheritdoc />
    public Task<AliasWrite> RemoveAsync(AliasKey alias, long expectedRevision, string changedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changedBy);
        return ChangeAsync(alias, RemoveIn, new AliasWrite(AliasWriteVerdict.RevisionDiffers, null), cancellationToken);

        async Task<AliasWrite> RemoveIn(PostgresSession session, long streamId, StoredAlias? current)
        {
            if (current is null || current.Revision != expectedRevision)
            {
                return new AliasWrite(AliasWriteVerdict.RevisionDiffers, current);
            }

            await PostgresAliasRows.DeleteAsync(session, streamId, alias.Name, changedBy, Now()).ConfigureAwait(false);
            return new AliasWrite(AliasWriteVerdict.Written, null);
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<AliasChange>> ListChangesAsync(
        string tenant, string model, long? beforeRevision, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            session => PostgresAliasRows.ListChangesAsync(session, new StreamKey(tenant, model), beforeRevision, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes an alias under the lock of its model; without a model the answer is <paramref name="withoutModel"/>.</summary>
    private Task<AliasWrite> ChangeAsync(
        AliasKey alias, Func<PostgresSession, long, StoredAlias?, Task<AliasWrite>> change, AliasWrite withoutModel, CancellationToken cancellationToken)
    {
        return database.WriteAsync(ChangeIn, cancellationToken);

        async Task<AliasWrite> ChangeIn(PostgresSession session) =>
            await PostgresVersionLock.TakeAsync(session, PostgresVersionLock.LockModel, alias.Stream).ConfigureAwait(false) is { } streamId
                ? await change(session, streamId, await PostgresAliasRows.FindAsync(session, alias).ConfigureAwait(false)).ConfigureAwait(false)
                : withoutModel;
    }

    private async Task<AliasWrite> SetAsync(
        PostgresSession session, long streamId, AliasKey alias, StoredAlias? current, long number, long expectedRevision, string changedBy, int maxAliases)
    {
        var version = await PostgresVersionRows.FindNumberAsync(session, streamId, number).ConfigureAwait(false);
        var verdict = AliasRules.Judge(current, number, expectedRevision, version?.State);
        if (verdict == AliasWriteVerdict.Written && current is null && await PostgresAliasRows.CountAsync(session, streamId).ConfigureAwait(false) >= maxAliases)
        {
            verdict = AliasWriteVerdict.TooManyAliases;
        }

        if (verdict != AliasWriteVerdict.Written || current?.Number == number)
        {
            return new AliasWrite(verdict, current);
        }

        await PostgresAliasRows.WriteAsync(session, streamId, alias.Name, number, changedBy, Now()).ConfigureAwait(false);
        return new AliasWrite(AliasWriteVerdict.Written, await PostgresAliasRows.FindAsync(session, alias).ConfigureAwait(false));
    }

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
