using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>The log of observations in tables <c>stream</c> and <c>observation</c>.</summary>
internal sealed class SqliteObservationLog(SqliteDatabase database, IFaultInjector faults) : IObservationLog
{
    private const string Take = """
        UPDATE stream SET epoch = epoch + 1, owner = ?3 WHERE tenant = ?1 AND model = ?2
        RETURNING epoch, owner, head, generation
        """;

    /// <summary>Fences and numbers at once; no row = fenced.</summary>
    private const string RaiseHead = """
        UPDATE stream SET head = head + ?6 WHERE tenant = ?1 AND model = ?2 AND epoch = ?3 AND owner = ?4 AND head = ?5
        RETURNING id
        """;

    private const string Insert = """
        INSERT INTO observation (stream_id, sequence, id, at, content_digest, target, entity, subject, features)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """;

    private const string SelectById = "SELECT sequence, content_digest FROM observation WHERE stream_id = ?1 AND id = ?2";

    private const string SelectAfter = """
        SELECT sequence, id, at, content_digest, target, entity, subject, features
        FROM observation WHERE stream_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
        """;

    /// <inheritdoc />
    public Task<StreamPosition?> TakeAsync(StreamKey stream, string owner, CancellationToken cancellationToken)
    {
        return database.WriteAsync(TakeIn, cancellationToken, stream);

        StreamPosition? TakeIn(SqliteSession session)
        {
            using var query = session.Query(Take);
            query.BindStream(stream);
            query.Bind(3, owner);
            return query.Step() ? SqliteStreams.ReadPosition(query) : null;
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
                rows.Add(ReadRow(query));
            }

            return rows;
        }
    }

    private AppendVerdict Append(SqliteSession session, AppendRequest request)
    {
        if (RaiseHeadOf(session, request) is not { } streamId)
        {
            return AppendVerdict.Fenced;
        }

        faults.Pass(FaultPoint.Append_AfterFenceBeforeRows);
        InsertRows(session, streamId, request.Rows);
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

    private static void InsertRows(SqliteSession session, long streamId, IReadOnlyList<StoredObservation> rows)
    {
        using var insert = session.Query(Insert);
        insert.Bind(1, streamId);
        foreach (var row in rows)
        {
            insert.Bind(2, row.Sequence);
            insert.Bind(3, row.Id);
            insert.Bind(4, Microseconds.ToUnix(row.At));
            insert.Bind(5, row.ContentDigest);
            insert.Bind(6, row.Target);
            insert.Bind(7, row.Entity);
            insert.Bind(8, row.Subject);
            insert.Bind(9, row.Features);
            try
            {
                insert.Execute();
            }
            catch (SqliteErrorException exception) when (exception.IsUniqueViolation)
            {
                throw AppendRules.IdIsTaken(row.Id, exception);
            }
        }
    }

    private static StoredObservation ReadRow(SqliteQuery query) => new()
    {
        Sequence = query.Int64(0),
        Id = query.Text(1),
        At = Microseconds.FromUnix(query.Int64(2)),
        ContentDigest = query.Bytes(3),
        Target = query.Text(4),
        Entity = query.TextOrNull(5),
        Subject = query.TextOrNull(6),
        Features = query.Bytes(7),
    };
}
