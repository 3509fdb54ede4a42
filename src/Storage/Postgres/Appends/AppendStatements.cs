using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Npgsql;

namespace Berlin.Storage.Postgres.Appends;

/// <summary>The statements of a transaction that appends to any number of streams: one fences and numbers all of them, the next ones insert the rows.</summary>
internal static class AppendStatements
{
    /// <summary>Rows of one INSERT: the server unpacks the arrays in memory.</summary>
    private const int MaxRowsPerInsert = 4_000;

    /// <summary>
    /// Locks in the order of ids, then judges what is locked: the UPDATE compares with the newest version of each row, not with that
    /// of the statement's snapshot, so that nothing is read without its lock. What is missing among the rows is locked by others, or is not there.
    /// </summary>
    private const string FenceStart = """
        WITH wanted AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS w (tenant, model, epoch, owner, head, rows, place)
        ), locked AS (
            SELECT s.id, w.epoch, w.owner, w.head, w.rows, w.place
            FROM wanted AS w JOIN stream AS s ON s.tenant = w.tenant AND s.model = w.model
            ORDER BY s.id FOR NO KEY UPDATE OF s
        """;

    private const string FenceEnd = """
        ), raised AS (
            UPDATE stream AS s SET head = s.head + l.rows FROM locked AS l
            WHERE s.id = l.id AND s.epoch = l.epoch AND s.owner = l.owner AND s.head = l.head
            RETURNING l.place
        )
        SELECT l.place, l.id, r.place IS NOT NULL FROM locked AS l LEFT JOIN raised AS r ON r.place = l.place
        """;

    private const string FenceWaiting = $"{FenceStart}{FenceEnd}";

    /// <summary>Parameters, an array each: tenants, models, epochs, owners, heads, rows.</summary>
    public const string FenceSkipping = $"{FenceStart} SKIP LOCKED {FenceEnd}";

    private const string Insert = """
        INSERT INTO observation (stream_id, sequence, at, corrects, id, content_digest, target, previous_target, entity, subject, features)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    /// <summary>
    /// Parameters, an array each: stream ids, sequence numbers, what is corrected, ids. Asked after the rows are there, because a
    /// correction may correct a row of its own append. The subquery, and not a join, so that no plan reads the whole table.
    /// </summary>
    public const string SelectWrongCorrections = """
        SELECT w.stream_id, w.sequence FROM unnest($1, $2, $3, $4) AS w (stream_id, sequence, corrects, id)
        WHERE w.corrects IS NOT NULL AND (w.corrects >= w.sequence OR w.corrects IS DISTINCT FROM (
            SELECT o.sequence FROM observation AS o WHERE o.stream_id = w.stream_id AND o.id = w.id AND o.corrects IS NULL))
        LIMIT 1
        """;

    /// <summary>Raises the heads of those streams whose epoch, owner and head are the expected ones.</summary>
    /// <param name="session">Inside a transaction of which it is the first statement.</param>
    /// <param name="chains">One per stream.</param>
    /// <param name="waits">Whether to wait for rows that are locked by others; else they are passed over as <see cref="AppendFate.Locked"/>.</param>
    public static async Task<FencedChain[]> FenceAsync(PostgresSession session, IReadOnlyList<AppendChain> chains, bool waits)
    {
        var judged = chains.Select(chain => new FencedChain(chain, waits ? AppendFate.Fenced : AppendFate.Locked, StreamId: 0)).ToArray();
        var fence = waits ? FenceWaiting : FenceSkipping;
#if PLANTED_BUGS
        fence = PlantedFences.Plant(fence, FenceWaiting);
#endif
        await session.Query(fence)
            .BindNames([.. chains.Select(chain => chain.Stream.Tenant)])
            .BindNames([.. chains.Select(chain => chain.Stream.Model)])
            .Bind([.. chains.Select(chain => chain.Epoch)])
            .BindTexts([.. chains.Select(chain => chain.Owner)])
            .Bind([.. chains.Select(chain => chain.ExpectedHead)])
            .Bind([.. chains.Select(chain => chain.Rows)])
            .ListAsync(row =>
            {
                var place = row.Int64(0) - 1;
                var fate = row.Boolean(2) ? AppendFate.Raised : AppendFate.Fenced;
                return judged[place] = judged[place] with { Fate = fate, StreamId = row.Int64(1) };
            })
            .ConfigureAwait(false);
        return judged;
    }

    /// <summary>Inserts the rows of streams whose heads are raised.</summary>
    /// <exception cref="ArgumentException">A correction corrects nothing.</exception>
    /// <exception cref="PostgresException">The id of an observation is taken.</exception>
    public static async Task InsertAsync(PostgresSession session, IReadOnlyList<FencedChain> raised)
    {
        foreach (var rows in Pack(raised))
        {
            await session.Query(Insert)
                .Bind(rows.StreamIds).Bind(rows.Sequences).Bind(rows.Times).Bind(rows.Corrects)
                .Bind(rows.Ids).Bind(rows.Digests).Bind(rows.Targets).Bind(rows.PreviousTargets)
                .Bind(rows.Entities).Bind(rows.Subjects).Bind(rows.Features)
                .ExecuteAsync().ConfigureAwait(false);
            if (rows.HasCorrections)
            {
                await CheckCorrectionsAsync(session, rows, raised).ConfigureAwait(false);
            }
        }
    }

    private static async Task CheckCorrectionsAsync(PostgresSession session, ObservationColumns rows, IReadOnlyList<FencedChain> raised)
    {
        var wrong = await session.Query(SelectWrongCorrections)
            .Bind(rows.StreamIds).Bind(rows.Sequences).Bind(rows.Corrects).Bind(rows.Ids)
            .ListAsync(row => (StreamId: row.Int64(0), Sequence: row.Int64(1)))
            .ConfigureAwait(false);
        if (wrong is [var first, ..])
        {
            var chain = raised.Single(fenced => fenced.StreamId == first.StreamId).Chain;
            throw AppendRules.NothingToCorrect(chain.Appends.SelectMany(append => append.Request.Rows).Single(row => row.Sequence == first.Sequence));
        }
    }

    /// <summary>The rows of all chains, in as few inserts as their bounds allow.</summary>
    private static IEnumerable<ObservationColumns> Pack(IReadOnlyList<FencedChain> raised)
    {
        var parts = new List<(long StreamId, ObservationColumns Rows)>();
        var rows = 0;
        foreach (var fenced in raised)
        {
            foreach (var part in fenced.Chain.Appends.SelectMany(append => append.Parts))
            {
                if (rows > 0 && rows + part.Count > MaxRowsPerInsert)
                {
                    yield return ObservationColumns.Join(parts);
                    parts.Clear();
                    rows = 0;
                }

                parts.Add((fenced.StreamId, part));
                rows += part.Count;
            }
        }

        yield return ObservationColumns.Join(parts);
    }
}
