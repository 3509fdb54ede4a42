using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>
/// Deletes models with all that belongs to them, inside one write transaction. Observations and entity states are left as
/// waste, which nothing can reach (see <see cref="SqliteStreamWaste"/>), and artifacts for a later collection.
/// </summary>
internal sealed class SqliteModelDeletion(SqliteSession session, long now)
{
    private const string DeleteCheckpoints = "DELETE FROM checkpoint WHERE stream_id = ?1 RETURNING blob_name";

    private const string DeleteStream = "DELETE FROM stream WHERE id = ?1";

    private const string DeleteJobs = "DELETE FROM job WHERE tenant = ?1 AND model = ?2 RETURNING id";

    private const string DeleteModel = "DELETE FROM model WHERE tenant = ?1 AND name = ?2";

    private readonly List<string> _blobNames = [];
    private readonly List<string> _jobIds = [];

    /// <summary>What the rows that are deleted so far have named.</summary>
    public DeletedFiles Files => new(_blobNames, _jobIds);

    /// <summary>Deletes one model; false where there is none.</summary>
    public bool Delete(StreamKey key)
    {
        if (SqliteStreams.FindId(session, key) is not { } streamId)
        {
            return false;
        }

        SqliteStreams.RaiseFloor(session, key.Tenant);
        SqliteStreamWaste.Add(session, streamId);
        DeleteNaming(DeleteCheckpoints, query => query.Bind(1, streamId), _blobNames);
        SqliteArtifactNaming.DeleteAll(session, streamId, now);
        DeleteNaming(DeleteJobs, query => query.BindStream(key), _jobIds);
        using var stream = session.Query(DeleteStream);
        stream.Bind(1, streamId);
        stream.Execute();
        using var model = session.Query(DeleteModel);
        model.BindStream(key);
        model.Execute();
        return true;
    }

    private void DeleteNaming(string sql, Action<SqliteQuery> bind, List<string> names)
    {
        using var query = session.Query(sql);
        bind(query);
        while (query.Step())
        {
            names.Add(query.Text(0));
        }
    }
}
