using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>Rows of table <c>observation</c> as they are read; <see cref="Appends.AppendStatements"/> writes them.</summary>
internal static class PostgresObservationRows
{
    /// <summary>The columns of <c>observation AS o</c> that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns =
        "o.sequence, o.id, o.at, o.content_digest, o.target, o.entity, o.subject, o.corrects, o.previous_target, o.features";

    /// <summary>
    /// That a row of <c>observation AS o</c> is no correction, for statements that read rows in their order: said of the other column of
    /// the two, because <c>o.corrects IS NULL</c> would offer the index of ids, whose rows have another order, to the planner.
    /// </summary>
    public const string IsObservation = "o.previous_target IS NULL";

    /// <summary>The id that rows of the stream of tenant $1 and model $2 carry: evaluated once, so that a plan can use the order of an index behind it.</summary>
    public const string StreamId = "(SELECT id FROM stream WHERE tenant = $1 AND model = $2)";

    /// <summary>
    /// Parameters: tenant, model, ids. LIMIT 1 makes each id a search of its own in the index of ids: the planner, whose statistics
    /// may be old or absent, cannot turn it into a join that reads the stream.
    /// </summary>
    public const string SelectByIds = $"""
        SELECT found.id, found.sequence, found.content_digest
        FROM unnest($3) AS wanted (id) CROSS JOIN LATERAL (
            SELECT id, sequence, content_digest FROM observation
            WHERE stream_id = {StreamId} AND observation.id = wanted.id AND corrects IS NULL LIMIT 1
        ) AS found
        """;

    /// <summary>Parameters: tenant, model, the sequence number after which it begins, limit.</summary>
    public const string SelectAfter = $"""
        SELECT {Columns} FROM observation AS o WHERE o.stream_id = {StreamId} AND o.sequence > $3 ORDER BY o.sequence LIMIT $4
        """;

    public static Task<List<StoredId>> FindAsync(PostgresSession session, StreamKey stream, IReadOnlyCollection<string> ids) =>
        session.Query(SelectByIds).BindStream(stream).BindTexts([.. ids]).ListAsync(row => new StoredId(row.Text(0), row.Int64(1), row.Bytes(2)));

    public static Task<List<StoredObservation>> ReadAfterAsync(PostgresSession session, StreamKey stream, long afterSequence, int limit) =>
        session.Query(SelectAfter).BindStream(stream).Bind(afterSequence).Bind(limit).ListAsync(Read);

    /// <summary>Reads a row out of the first columns of a query, which are <see cref="Columns"/>.</summary>
    public static StoredObservation Read(PostgresRow row) => new()
    {
        Sequence = row.Int64(0),
        Id = row.Text(1),
        At = Microseconds.FromUnix(row.Int64(2)),
        ContentDigest = row.Bytes(3),
        Target = row.Text(4),
        Entity = row.TextOrNull(5),
        Subject = row.TextOrNull(6),
        Corrects = row.Int64OrNull(7),
        PreviousTarget = row.TextOrNull(8),
        Features = row.Bytes(9),
    };
}
