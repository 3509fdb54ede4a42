using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Postgres;

/// <summary>Versions in table <c>model_version</c>.</summary>
internal sealed class PostgresVersionStore(PostgresDatabase database, TimeProvider time) : IVersionStore
{
    /// <inheritdoc />
    public Task<VersionRegistration> RegisterAsync(NewVersion version, int maxVersions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxVersions);
        version.Check();
        return database.WriteAsync(session => RegisterAsync(session, version, maxVersions), cancellationToken);
    }

    /// <inheritdoc />
    public Task<StoredVersion?> FindAsync(VersionKey version, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => PostgresVersionRows.FindAsync(session.Query(PostgresVersionRows.SelectOne).BindStream(version.Stream).Bind(version.Number), version.Stream),
            cancellationToken);

    /// <inheritdoc />
    public Task<StoredVersion?> FindByAliasAsync(AliasKey alias, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => PostgresVersionRows.FindAsync(session.Query(PostgresVersionRows.SelectByAlias).BindStream(alias.Stream).BindName(alias.Name), alias.Stream),
            cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<VersionSummary>> ListAsync(string tenant, string model, long? beforeNumber, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            session => PostgresVersionRows.ListAsync(session, new StreamKey(tenant, model), beforeNumber, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<VersionWriteVerdict> ChangeStateAsync(
        long id, VersionState expected, VersionState state, VersionRefusal? refusal, CancellationToken cancellationToken)
    {
        VersionStates.CheckChange(expected, state, refusal);
        return database.WriteAsync(ChangeIn, cancellationToken);

        async Task<VersionWriteVerdict> ChangeIn(PostgresSession session)
        {
            if (!await PostgresVersionLock.TakeAsync(session, id).ConfigureAwait(false)
                || await PostgresVersionRows.FindStateAsync(session, id).ConfigureAwait(false) is not { } current)
            {
                return VersionWriteVerdict.NotFound;
            }

            if (current != expected)
            {
                return VersionWriteVerdict.StateDiffers;
            }

            if (state == VersionState.Retired && await PostgresVersionRows.IsAliasedAsync(session, id).ConfigureAwait(false))
            {
                return VersionWriteVerdict.Aliased;
            }

            await PostgresVersionRows.WriteStateAsync(session, id, state, refusal, Now()).ConfigureAwait(false);
            return VersionWriteVerdict.Written;
        }
    }

    /// <inheritdoc />
    public Task<VersionWriteVerdict> DeleteAsync(VersionKey version, CancellationToken cancellationToken)
    {
        return database.WriteAsync(DeleteIn, cancellationToken);

        async Task<VersionWriteVerdict> DeleteIn(PostgresSession session)
        {
            if (await PostgresVersionLock.TakeAsync(session, PostgresVersionLock.LockModel, version.Stream).ConfigureAwait(false) is not { } streamId
                || await PostgresVersionRows.FindNumberAsync(session, streamId, version.Number).ConfigureAwait(false) is not { Id: var id })
            {
                return VersionWriteVerdict.NotFound;
            }

            if (await PostgresVersionRows.IsAliasedAsync(session, id).ConfigureAwait(false))
            {
                return VersionWriteVerdict.Aliased;
            }

            await PostgresArtifactNaming.DeleteOneAsync(session, id, Now()).ConfigureAwait(false);
            return VersionWriteVerdict.Written;
        }
    }

    private async Task<VersionRegistration> RegisterAsync(PostgresSession session, NewVersion version, int maxVersions)
    {
        var model = new StreamKey(version.Tenant, version.Model);
        if (await PostgresVersionLock.TakeAsync(session, PostgresVersionLock.LockModelAndStream, model).ConfigureAwait(false) is not { } streamId)
        {
            return VersionRegistration.Refused(VersionRegisterVerdict.ModelNotFound);
        }

        if (await PostgresVersionRows.CountAsync(session, streamId).ConfigureAwait(false) >= maxVersions)
        {
            return VersionRegistration.Refused(VersionRegisterVerdict.TooManyVersions);
        }

        var sizes = await PostgresArtifactNaming.LockAsync(session, version.Digests).ConfigureAwait(false);
        if (version.Digests.Where(digest => !sizes.ContainsKey(digest)).ToList() is { Count: > 0 } missing)
        {
            return VersionRegistration.OfMissing(missing);
        }

        return await InsertAsync(session, streamId, model, version, version.Files.Sum(file => sizes[file.Digest])).ConfigureAwait(false);
    }

    private async Task<VersionRegistration> InsertAsync(PostgresSession session, long streamId, StreamKey model, NewVersion version, long sizeBytes)
    {
        await PostgresArtifactNaming.NameAsync(session, version.Digests).ConfigureAwait(false);
        var now = Now();
        var number = await PostgresVersionRows.NextNumberAsync(session, model).ConfigureAwait(false);
        var id = await PostgresVersionRows.InsertAsync(session, streamId, number, sizeBytes, version, now).ConfigureAwait(false);
        return VersionRegistration.Of(version.Registered(id, number, sizeBytes, Microseconds.FromUnix(now)));
    }

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
