using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>The log of observations in tables <c>stream</c> and <c>observation</c>.</summary>
internal sealed class SqliteObservationLog(SqliteDatabase database, IFaultInjector faults) : IObservationLog
{
    private const string Take = """
        UPDATE stream SET epoch = epoch + 1, owner = ?3 WHERE tenant = ?1 AND model = ?2
        RETURNING epoch, owner, head, generation, removed
        """;

    /// <summary>Fences and numbers at once; no row = fenced.</summary>
    private const string RaiseHead = """
        UPDATE stream SET head = head + ?6 WHERE tenant = ?1 AND model = ?2 AND epoch = ?3 AND owner = ?4 AND head = ?5
        RETURNING id
        """;

    private const string SelectById = "SELECT sequence, content_digest FROM observation WHERE stream_id = ?1 AND id = ?2 AND corrects IS NULL";

    private const string SelectAfter = $"""
        SELECT {SqliteObservationRows.Columns} FROM observation WHERE stream_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
        """;

    private readonly SqliteRemoval _removal = new(faults);

    /// <inheritdoc />
    public Task<StreamPosition?> TakeAsync(StreamKey stream, string owner, CancellationToken cancellationToken)
    {
        return database.WriteAsync(TakeIn, cancellationToken, stream);

        StreamPosition? TakeIn(SqliteSession session)
        {
            using var query = session.Query(Take);
            query.BindStream(stream);
            query.Bind(3, owner);
            var position = query.Step() ? SqliteStreams.ReadPosition(query) : null;
            faults.Pass(FaultPoint.Take_BeforeCommit);
            return position;
        }
    }

    /// <inheritdoc />
    public Task<StreamPosition?> ReadPositionAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteStreams.ReadPosition(session, stream), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredId>> FindAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return database.ReadAsync(FindIn, cancellationToken);

        IReadOnlyList<StoredId> FindIn(SqliteSession session)
        {
            var found = new List<StoredId>();
            if (SqliteStreams.FindId(session, stream) is not { } streamId)
            {
                return found;
            }

            using var query = session.Query(SelectById);
            query.Bind(1, streamId);
            foreach (var id in ids)
            {
                query.Bind(2, id);
                if (query.Step())
                {
                    found.Add(new StoredId(id, query.Int64(0), query.Bytes(1)));
                }

                query.Reset();
            }

            return found;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<CurrentObservation>> FindCurrentAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return database.ReadAsync(session => SqliteCurrentObservations.Find(session, stream, ids), cancellationToken);
    }

    /// <inheritdoc />
    public Task<AppendVerdict> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        AppendRules.Check(request);
        return database.WriteAsync(
            session => Append(session, request),
            cancellationToken,
            request.Stream,
            request.Rows.Count,
            () => faults.Pass(FaultPoint.Append_AfterCommitBeforeVerdict));
    }

    /// <inheritdoc />
    public Task<RemovalResult> RemoveAsync(RemovalRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return database.WriteAsync(session => _removal.Run(session, request), cancellationToken, request.Stream);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredObservation>> ReadAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(ReadIn, cancellationToken);

        IReadOnlyList<StoredObservation> ReadIn(SqliteSession session)
        {
            var rows = new List<StoredObservation>();
            if (SqliteStreams.FindId(session, stream) is not { } streamId)
            {
                return rows;
            }

            using var query = session.Query(SelectAfter);
            query.Bind(1, streamId);
            query.Bind(2, afterSequence);
            query.Bind(3, limit);
            while (query.Step())
            {
                rows.Add(SqliteObservationRows.Read(query));
            }

            return rows;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<CurrentObservation>> ReadCurrentAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(session => SqliteCurrentObservations.ReadAfter(session, stream, afterSequence, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredObservation>> ReadEntityAsync(StreamKey stream, string entity, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(session => SqliteEntityRows.Read(session, stream, entity, afterSequence, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<EntitySummary>> ListEntitiesAsync(StreamKey stream, string? afterEntity, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(session => SqliteEntityRows.List(session, stream, afterEntity, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<EntitySummary?> FindEntityAsync(StreamKey stream, string entity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return database.ReadAsync(session => SqliteEntityRows.Find(session, stream, entity), cancellationToken);
    }

    /// <inheritdoc />
    public Task<StreamExtent> MeasureAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SqliteStreamExtent.Measure(session, stream), cancellationToken);

    /// <inheritdoc />
    public Task<long?> FindTrimPointAsync(StreamKey stream, long keep, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        return database.ReadAsync(session => SqliteStreamExtent.FindTrimPoint(session, stream, keep), cancellationToken);
    }

    private AppendVerdict Append(SqliteSession session, AppendRequest request)
    {
        if (RaiseHeadOf(session, request) is not { } streamId)
        {
            return AppendVerdict.Fenced;
        }

        faults.Pass(FaultPoint.Append_AfterFenceBeforeRows);
        SqliteObservationRows.Insert(session, streamId, request.Rows);
        faults.Pass(FaultPoint.Append_AfterRowsBeforeCommit);
        return AppendVerdict.Committed;
    }

    private static long? RaiseHeadOf(SqliteSession session, AppendRequest request)
    {
        using var query = session.Query(RaiseHead);
        query.BindStream(request.Stream);
        query.Bind(3, request.Epoch);
        query.Bind(4, request.Owner);
        query.Bind(5, request.ExpectedHead);
        query.Bind(6, request.Rows.Count);
        return query.Step() ? query.Int64(0) : null;
    }
}
