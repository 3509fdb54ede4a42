using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Sqlite;

/// <summary>Aliases in table <c>model_alias</c>.</summary>
internal sealed class SqliteAliasStore(SqliteDatabase database, TimeProvider time) : IAliasStore
{
    /// <inheritdoc />
    public Task<StoredAlias?> FindAsync(AliasKey alias, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteAliasRows.Find(session, alias), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredAlias>> ListAsync(string tenant, string model, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteAliasRows.List(session, new StreamKey(tenant, model)), cancellationToken);

    /// <inheritdoc />
    public Task<AliasWrite> SetAsync(AliasKey alias, long number, long expectedRevision, string changedBy, int maxAliases, CancellationToken cancellationToken)
    {
        AliasName.Check(alias.Name);
        ArgumentNullException.ThrowIfNull(changedBy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxAliases);
        return database.WriteAsync(session => Set(session, alias, number, expectedRevision, changedBy, maxAliases), cancellationToken);
    }

    /// <inheritdoc />
    public Task<AliasWrite> RollBackAsync(AliasKey alias, long expectedRevision, string changedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changedBy);
        return database.WriteAsync(RollBackIn, cancellationToken);

        AliasWrite RollBackIn(SqliteSession session) => SqliteAliasRows.Find(session, alias) switch
        {
            { PreviousNumber: { } previous } current when current.Revision == expectedRevision =>
                Set(session, alias, previous, expectedRevision, changedBy, int.MaxValue),
            { } current when current.Revision == expectedRevision => new AliasWrite(AliasWriteVerdict.NoPreviousVersion, current),
            var current => new AliasWrite(AliasWriteVerdict.RevisionDiffers, current),
        };
    }

    /// <inheritdoc />
    public Task<AliasWrite> RemoveAsync(AliasKey alias, long expectedRevision, string changedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changedBy);
        return database.WriteAsync(RemoveIn, cancellationToken);

        AliasWrite RemoveIn(SqliteSession session)
        {
            var current = SqliteAliasRows.Find(session, alias);
            if (current is null || current.Revision != expectedRevision || SqliteStreams.FindId(session, alias.Stream) is not { } streamId)
            {
                return new AliasWrite(AliasWriteVerdict.RevisionDiffers, current);
            }

            SqliteAliasRows.Delete(session, streamId, alias.Name, changedBy, Now());
            return new AliasWrite(AliasWriteVerdict.Written, null);
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<AliasChange>> ListChangesAsync(
        string tenant, string model, long? beforeRevision, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(session => SqliteAliasRows.ListChanges(session, new StreamKey(tenant, model), beforeRevision, limit), cancellationToken);
    }

    private AliasWrite Set(SqliteSession session, AliasKey alias, long number, long expectedRevision, string changedBy, int maxAliases)
    {
        if (SqliteStreams.FindId(session, alias.Stream) is not { } streamId)
        {
            return new AliasWrite(AliasWriteVerdict.VersionNotFound, null);
        }

        var current = SqliteAliasRows.Find(session, alias);
        var verdict = AliasRules.Judge(current, number, expectedRevision, SqliteVersionRows.FindNumber(session, streamId, number)?.State);
        if (verdict == AliasWriteVerdict.Written && current is null && SqliteAliasRows.CountOf(session, streamId) >= maxAliases)
        {
            verdict = AliasWriteVerdict.TooManyAliases;
        }

        if (verdict != AliasWriteVerdict.Written || current?.Number == number)
        {
            return new AliasWrite(verdict, current);
        }

        SqliteAliasRows.Write(session, streamId, alias.Name, number, changedBy, Now());
        return new AliasWrite(AliasWriteVerdict.Written, SqliteAliasRows.Find(session, alias));
    }

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
