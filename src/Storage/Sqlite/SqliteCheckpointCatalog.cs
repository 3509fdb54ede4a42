using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>The catalog in table <c>checkpoint</c>.</summary>
internal sealed class SqliteCheckpointCatalog(SqliteDatabase database, TimeProvider time, IFaultInjector faults) : ICheckpointCatalog
{
    private const string Insert = """
        INSERT INTO checkpoint (stream_id, blob_name, generation, sequence, epoch, sha256, size_bytes, metrics, published_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (stream_id, blob_name) DO NOTHING
        """;

    private const string SelectGood = """
        SELECT sequence, generation, epoch, blob_name, sha256, size_bytes, metrics, published_at
        FROM checkpoint WHERE stream_id = ?1 AND generation = ?2 AND set_aside_at IS NULL
        ORDER BY sequence DESC, epoch DESC, blob_name
        """;

    // '~' stands behind every character of a blob's name.
    private const string SelectBlobNames = "SELECT DISTINCT blob_name FROM checkpoint WHERE blob_name >= ?1 AND blob_name < ?1 || '~' ORDER BY blob_name";

    private const string SetAside = """
        UPDATE checkpoint SET set_aside_at = ?4, set_aside_reason = ?5
        WHERE stream_id = (SELECT id FROM stream WHERE tenant = ?1 AND model = ?2) AND blob_name = ?3 AND set_aside_at IS NULL
        """;

    private const string DeleteOld = """
        DELETE FROM checkpoint WHERE stream_id = ?1 AND set_aside_at IS NULL AND blob_name NOT IN (
            SELECT blob_name FROM checkpoint WHERE stream_id = ?1 AND set_aside_at IS NULL
            ORDER BY generation DESC, sequence DESC, epoch DESC, blob_name LIMIT ?2)
        RETURNING blob_name
        """;

    /// <inheritdoc />
    public Task<bool> PublishAsync(StreamKey stream, string owner, CheckpointRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return database.WriteAsync(PublishIn, cancellationToken, stream);

        bool PublishIn(SqliteSession session)
        {
            if (SqliteStreams.FindHeldId(session, stream, record.Epoch, owner) is not { } streamId)
            {
                return false;
            }

            using var insert = session.Query(Insert);
            insert.Bind(1, streamId);
            insert.Bind(2, record.BlobName);
            insert.Bind(3, record.Generation);
            insert.Bind(4, record.Sequence);
            insert.Bind(5, record.Epoch);
            insert.Bind(6, record.Sha256);
            insert.Bind(7, record.SizeBytes);
            insert.Bind(8, record.Metrics);
            insert.Bind(9, Microseconds.ToUnix(record.PublishedAt));
            insert.Execute();
            faults.Pass(FaultPoint.Publish_BeforeCommit);
            return true;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<CheckpointRecord>> ListAsync(StreamKey stream, long generation, CancellationToken cancellationToken)
    {
        return database.ReadAsync(ListIn, cancellationToken);

        IReadOnlyList<CheckpointRecord> ListIn(SqliteSession session)
        {
            var records = new List<CheckpointRecord>();
            if (SqliteStreams.FindId(session, stream) is not { } streamId)
            {
                return records;
            }

            using var query = session.Query(SelectGood);
            query.Bind(1, streamId);
            query.Bind(2, generation);
            while (query.Step())
            {
                records.Add(ReadRecord(query));
            }

            return records;
        }
    }

    /// <inheritdoc />
    public Task SetAsideAsync(StreamKey stream, string blobName, string reason, CancellationToken cancellationToken)
    {
        return database.WriteAsync(SetAsideIn, cancellationToken, stream);

        bool SetAsideIn(SqliteSession session)
        {
            using var query = session.Query(SetAside);
            query.BindStream(stream);
            query.Bind(3, blobName);
            query.Bind(4, Microseconds.ToUnix(time.GetUtcNow()));
            query.Bind(5, reason);
            query.Execute();
            return true;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> PruneAsync(StreamKey stream, string owner, long epoch, int keep, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        return database.WriteAsync(PruneIn, cancellationToken, stream);

        IReadOnlyList<string> PruneIn(SqliteSession session)
        {
            var names = new List<string>();
            if (SqliteStreams.FindHeldId(session, stream, epoch, owner) is not { } streamId)
            {
                return names;
            }

            using var query = session.Query(DeleteOld);
            query.Bind(1, streamId);
            query.Bind(2, keep);
            while (query.Step())
            {
                names.Add(query.Text(0));
            }

            faults.Pass(FaultPoint.Prune_BeforeCommit);
            return names;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListBlobNamesAsync(string prefix, CancellationToken cancellationToken)
    {
        BlobName.CheckPrefix(prefix);
        return database.ReadAsync(ListIn, cancellationToken);

        IReadOnlyList<string> ListIn(SqliteSession session)
        {
            var names = new List<string>();
            using var query = session.Query(SelectBlobNames);
            query.Bind(1, prefix);
            while (query.Step())
            {
                names.Add(query.Text(0));
            }

            return names;
        }
    }

    private static CheckpointRecord ReadRecord(SqliteQuery query) => new()
    {
        Sequence = query.Int64(0),
        Generation = query.Int64(1),
        Epoch = query.Int64(2),
        BlobName = query.Text(3),
        Sha256 = query.Bytes(4),
        SizeBytes = query.Int64(5),
        Metrics = query.Bytes(6),
        PublishedAt = Microseconds.FromUnix(query.Int64(7)),
    };
}
