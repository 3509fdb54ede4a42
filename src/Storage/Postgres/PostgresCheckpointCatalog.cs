using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Faults;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>The catalog in table <c>checkpoint</c>.</summary>
internal sealed class PostgresCheckpointCatalog(PostgresDatabase database, TimeProvider time, IFaultInjector faults) : ICheckpointCatalog
{
    /// <summary>Holds the row that a take would change until the transaction ends: who is fenced later was not when this was stored.</summary>
    private const string Hold = "SELECT id FROM stream WHERE tenant = $1 AND model = $2 AND epoch = $3 AND owner = $4 FOR NO KEY UPDATE";

    private const string Insert = """
        INSERT INTO checkpoint (stream_id, blob_name, generation, sequence, epoch, sha256, size_bytes, metrics, published_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (stream_id, blob_name) DO NOTHING
        """;

    private const string SelectGood = $"""
        SELECT sequence, generation, epoch, blob_name, sha256, size_bytes, metrics, published_at
        FROM checkpoint WHERE stream_id = {PostgresObservationRows.StreamId} AND generation = $3 AND set_aside_at IS NULL
        ORDER BY sequence DESC, epoch DESC, blob_name
        """;

    // '~' stands behind every character of a blob's name.
    private const string SelectBlobNames = "SELECT DISTINCT blob_name FROM checkpoint WHERE blob_name >= $1 AND blob_name < $1 || '~' ORDER BY blob_name";

    private const string SetAside = $"""
        UPDATE checkpoint SET set_aside_at = $4, set_aside_reason = $5
        WHERE stream_id = {PostgresObservationRows.StreamId} AND blob_name = $3 AND set_aside_at IS NULL
        """;

    private const string DeleteOld = """
        DELETE FROM checkpoint WHERE stream_id = $1 AND set_aside_at IS NULL AND blob_name NOT IN (
            SELECT blob_name FROM checkpoint WHERE stream_id = $1 AND set_aside_at IS NULL
            ORDER BY generation DESC, sequence DESC, epoch DESC, blob_name LIMIT $2)
        RETURNING blob_name
        """;

    /// <inheritdoc />
    public Task<bool> PublishAsync(StreamKey stream, string owner, CheckpointRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return database.WriteAsync(PublishIn, cancellationToken);

        async Task<bool> PublishIn(PostgresSession session)
        {
            if (await HoldAsync(session, stream, owner, record.Epoch).ConfigureAwait(false) is not { } streamId)
            {
                return false;
            }

            await session.Query(Insert)
                .Bind(streamId).BindName(record.BlobName).Bind(record.Generation).Bind(record.Sequence).Bind(record.Epoch)
                .Bind(record.Sha256).Bind(record.SizeBytes).Bind(record.Metrics).Bind(Microseconds.ToUnix(record.PublishedAt))
                .ExecuteAsync().ConfigureAwait(false);
            faults.Pass(FaultPoint.Publish_BeforeCommit);
            return true;
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CheckpointRecord>> ListAsync(StreamKey stream, long generation, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            session => session.Query(SelectGood).BindStream(stream).Bind(generation).ListAsync(ReadRecord),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public Task SetAsideAsync(StreamKey stream, string blobName, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Query(SetAside).BindStream(stream)
                .BindName(blobName).Bind(Microseconds.ToUnix(time.GetUtcNow())).BindText(reason).ExecuteAsync(),
            cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> PruneAsync(StreamKey stream, string owner, long epoch, int keep, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        return await database.WriteAsync(PruneIn, cancellationToken).ConfigureAwait(false);

        async Task<List<string>> PruneIn(PostgresSession session)
        {
            if (await HoldAsync(session, stream, owner, epoch).ConfigureAwait(false) is not { } streamId)
            {
                return [];
            }

            var names = await session.Query(DeleteOld).Bind(streamId).Bind(keep).ListAsync(row => row.Name(0)).ConfigureAwait(false);
            faults.Pass(FaultPoint.Prune_BeforeCommit);
            return names;
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ListBlobNamesAsync(string prefix, CancellationToken cancellationToken)
    {
        BlobName.CheckPrefix(prefix);
        return await database.ReadAsync(
            session => session.Query(SelectBlobNames).BindName(prefix).ListAsync(row => row.Name(0)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The stream's id, where epoch and owner hold it; null = fenced.</summary>
    private static Task<long?> HoldAsync(PostgresSession session, StreamKey stream, string owner, long epoch)
    {
        var hold = Hold;
#if PLANTED_BUGS
        hold = PlantedBugs.Rewrite(PlantedBug.UnfencedCheckpoint, hold, "AND epoch = $3 AND owner = $4", "AND epoch >= $3 AND $4 <> ''");
#endif
        return session.Query(hold).BindStream(stream).Bind(epoch).BindText(owner).FirstAsync(row => (long?)row.Int64(0));
    }

    private static CheckpointRecord ReadRecord(PostgresRow row) => new()
    {
        Sequence = row.Int64(0),
        Generation = row.Int64(1),
        Epoch = row.Int64(2),
        BlobName = row.Name(3),
        Sha256 = row.Bytes(4),
        SizeBytes = row.Int64(5),
        Metrics = row.Bytes(6),
        PublishedAt = Microseconds.FromUnix(row.Int64(7)),
    };
}
