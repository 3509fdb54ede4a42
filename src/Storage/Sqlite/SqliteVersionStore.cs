using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Sqlite;

/// <summary>Versions in table <c>model_version</c>.</summary>
internal sealed class SqliteVersionStore(SqliteDatabase database, TimeProvider time) : IVersionStore
{
    /// <inheritdoc />
    public Task<VersionRegistration> RegisterAsync(NewVersion version, int maxVersions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxVersions);
        version.Check();
        return database.WriteAsync(session => Register(session, version, maxVersions), cancellationToken);
    }

    /// <inheritdoc />
    public Task<StoredVersion?> FindAsync(VersionKey version, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteVersionRows.Find(session, version), cancellationToken);

    /// <inheritdoc />
    public Task<StoredVersion?> FindByAliasAsync(AliasKey alias, CancellationToken cancellationToken)
    {
        return database.ReadAsync(FindIn, cancellationToken);

        StoredVersion? FindIn(SqliteSession session) => SqliteAliasRows.Find(session, alias) is { Number: var number }
            ? SqliteVersionRows.Find(session, new VersionKey(alias.Tenant, alias.Model, number))
            : null;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<VersionSummary>> ListAsync(string tenant, string model, long? beforeNumber, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(session => SqliteVersionRows.List(session, new StreamKey(tenant, model), beforeNumber, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<VersionWriteVerdict> ChangeStateAsync(
        long id, VersionState expected, VersionState state, VersionRefusal? refusal, CancellationToken cancellationToken)
    {
        VersionStates.CheckChange(expected, state, refusal);
        return database.WriteAsync(ChangeIn, cancellationToken);

        VersionWriteVerdict ChangeIn(SqliteSession session)
        {
            if (SqliteVersionRows.FindState(session, id) is not { } current)
            {
                return VersionWriteVerdict.NotFound;
            }

            if (current != expected)
            {
                return VersionWriteVerdict.StateDiffers;
            }

            if (state == VersionState.Retired && SqliteVersionRows.IsAliased(session, id))
            {
                return VersionWriteVerdict.Aliased;
            }

            SqliteVersionRows.WriteState(session, id, state, refusal, Now());
            return VersionWriteVerdict.Written;
        }
    }

    /// <inheritdoc />
    public Task<VersionWriteVerdict> DeleteAsync(VersionKey version, CancellationToken cancellationToken)
    {
        return database.WriteAsync(DeleteIn, cancellationToken);

        VersionWriteVerdict DeleteIn(SqliteSession session)
        {
            if (SqliteStreams.FindId(session, version.Stream) is not { } streamId
                || SqliteVersionRows.FindNumber(session, streamId, version.Number) is not { Id: var id })
            {
                return VersionWriteVerdict.NotFound;
            }

            if (SqliteVersionRows.IsAliased(session, id))
            {
                return VersionWriteVerdict.Aliased;
            }

            SqliteArtifactNaming.DeleteOne(session, id, Now());
            return VersionWriteVerdict.Written;
        }
    }

    private VersionRegistration Register(SqliteSession session, NewVersion version, int maxVersions)
    {
        var model = new StreamKey(version.Tenant, version.Model);
        if (SqliteStreams.FindId(session, model) is not { } streamId)
        {
            return VersionRegistration.Refused(VersionRegisterVerdict.ModelNotFound);
        }

        if (SqliteVersionRows.CountOf(session, streamId) >= maxVersions)
        {
            return VersionRegistration.Refused(VersionRegisterVerdict.TooManyVersions);
        }

        var sizes = version.Digests.ToDictionary(digest => digest, digest => SqliteArtifactNaming.FindSize(session, digest));
        if (sizes.Where(size => size.Value is null).Select(size => size.Key).ToList() is { Count: > 0 } missing)
        {
            return VersionRegistration.OfMissing(missing);
        }

        return Insert(session, streamId, model, version, version.Files.Sum(file => sizes[file.Digest] ?? 0));
    }

    private VersionRegistration Insert(SqliteSession session, long streamId, StreamKey model, NewVersion version, long sizeBytes)
    {
        foreach (var digest in version.Digests)
        {
            SqliteArtifactNaming.Name(session, digest);
        }

        var now = Now();
        var number = SqliteVersionRows.NextNumber(session, model);
        var id = SqliteVersionRows.Insert(session, streamId, number, sizeBytes, version, now);
        return VersionRegistration.Of(version.Registered(id, number, sizeBytes, Microseconds.FromUnix(now)));
    }

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
