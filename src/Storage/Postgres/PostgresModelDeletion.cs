using Berlin.Storage.Artifacts;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>
/// Deletes models with all that belongs to them, inside one transaction. Observations and entity states are left as waste, which
/// nothing can reach (see <see cref="PostgresStreamWaste"/>), and artifacts for a later collection.
/// </summary>
internal sealed class PostgresModelDeletion(PostgresSession session, long now)
{
    // Keeps away also those who would refer to the model: a job that is being made.
    private const string LockModel = "SELECT 1 FROM model WHERE tenant = $1 AND name = $2 FOR UPDATE";

    private const string DeleteCheckpoints = "DELETE FROM checkpoint WHERE stream_id = $1 RETURNING blob_name";

    private const string DeleteJobs = "DELETE FROM job WHERE tenant = $1 AND model = $2 RETURNING id";

    private const string DeleteStream = "DELETE FROM stream WHERE id = $1";

    private const string DeleteModel = "DELETE FROM model WHERE tenant = $1 AND name = $2";

    private readonly List<string> _blobNames = [];
    private readonly List<string> _jobIds = [];
    private readonly HashSet<ArtifactDigest> _digests = [];

    /// <summary>What the rows that are deleted so far have named.</summary>
    public DeletedFiles Files => new(_blobNames, _jobIds);

    /// <summary>Deletes models, in the order of their names; those that are not there are passed over. Called once.</summary>
    /// <returns>Whether all were there.</returns>
    public async Task<bool> DeleteAsync(params IEnumerable<StreamKey> keys)
    {
        var isComplete = true;
        foreach (var key in keys)
        {
            isComplete &= await DeleteOneAsync(key).ConfigureAwait(false);
        }

        await PostgresArtifactNaming.UnnameAsync(session, _digests, now).ConfigureAwait(false);
        return isComplete;
    }

    private async Task<bool> DeleteOneAsync(StreamKey key)
    {
        if (!await Of(LockModel, key).AnyAsync().ConfigureAwait(false))
        {
            return false;
        }

        var stream = await PostgresStreamLife.LockAsync(session, key).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"The model '{key.Model}' of '{key.Tenant}' has no stream; both are made and deleted together.");
        await PostgresStreamLife.RaiseFloorAsync(session, key.Tenant).ConfigureAwait(false);
        await PostgresStreamWaste.AddAsync(session, stream.Id).ConfigureAwait(false);
        _digests.UnionWith(await PostgresArtifactNaming.DeleteAllAsync(session, stream.Id).ConfigureAwait(false));
        _blobNames.AddRange(await session.Query(DeleteCheckpoints).Bind(stream.Id).ListAsync(row => row.Name(0)).ConfigureAwait(false));
        _jobIds.AddRange(await Of(DeleteJobs, key).ListAsync(row => row.Name(0)).ConfigureAwait(false));
        await session.Query(DeleteStream).Bind(stream.Id).ExecuteAsync().ConfigureAwait(false);
        await Of(DeleteModel, key).ExecuteAsync().ConfigureAwait(false);
        return true;
    }

    private PostgresQuery Of(string sql, StreamKey key) => session.Query(sql).BindName(key.Tenant).BindName(key.Model);
}
