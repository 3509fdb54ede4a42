using Berlin.Storage.Faults;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Postgres;

/// <summary>
/// Takes streams, also from an owner that sleeps inside a transaction and so keeps the stream's row locked: after a second the
/// connections that stand in the way are ended, where they are Berlin's own.
/// </summary>
internal sealed class PostgresTakeover(PostgresDatabase database, IFaultInjector faults, TimeProvider time, ILogger logger)
{
    private const string Take = """
        UPDATE stream SET epoch = epoch + 1, owner = $3 WHERE tenant = $1 AND model = $2
        RETURNING epoch, owner, head, generation, removed
        """;

    /// <summary>With the second that a connection may take to come free, a take ends within four seconds, in one way or the other.</summary>
    private const string BoundTime = "SET LOCAL statement_timeout = '3s'";

    /// <summary>
    /// Who holds what $1 waits for, and whether it was ended: where its transaction is among those of $2, which the last look found
    /// already. Who waits itself, such as another take of the same stream, holds nobody up: whom it waits for does. What is not
    /// Berlin's is never touched.
    /// </summary>
    private const string EndBlockers = """
        WITH RECURSIVE blocker (pid) AS (
            SELECT unnest(pg_blocking_pids($1::integer)) UNION SELECT unnest(pg_blocking_pids(blocker.pid)) FROM blocker
        ), holder AS (
            SELECT pid, application_name, pid || ' since ' || xact_start AS transaction
            FROM blocker JOIN pg_stat_activity USING (pid)
            WHERE application_name LIKE 'berlin %' AND cardinality(pg_blocking_pids(pid)) = 0 AND xact_start IS NOT NULL
        )
        SELECT pid, application_name, transaction, CASE WHEN transaction = ANY ($2) THEN pg_terminate_backend(pid) ELSE false END FROM holder
        """;

    /// <summary>How long an owner that works may hold its row while others want it: a second, because nobody is ended at the first look.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(750);

    /// <summary>From one look to the next one: a transaction that is in the way at two of them does not get on.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes the stream.</summary>
    /// <returns>Its position; null where there is no such stream.</returns>
    public Task<StreamPosition?> TakeAsync(StreamKey stream, string owner, CancellationToken cancellationToken)
    {
        return database.WriteAsync(TakeIn, cancellationToken);

        async Task<StreamPosition?> TakeIn(PostgresSession session)
        {
            await session.Query(BoundTime).ExecuteAsync().ConfigureAwait(false);
            var taking = session.Query(Take).BindStream(stream).BindText(owner).FirstAsync(PostgresStreams.ReadPosition);
            var patience = Patience;
            string[] seen = [];
            while (!await EndsWithinAsync(taking, patience).ConfigureAwait(false))
            {
                seen = await EndBlockersAsync(stream, session.ProcessId, seen).ConfigureAwait(false);
                patience = Again;
            }

            var position = await taking.ConfigureAwait(false);
            faults.Pass(FaultPoint.Take_BeforeCommit);
            return position;
        }
    }

    private async Task<bool> EndsWithinAsync(Task taking, TimeSpan patience)
    {
        await taking.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return taking.IsCompleted;
    }

    /// <summary>Ends the transactions that are in the way and were before.</summary>
    /// <returns>Those that are in the way now.</returns>
    private async Task<string[]> EndBlockersAsync(StreamKey stream, int processId, string[] seen)
    {
#if PLANTED_BUGS
        if (PlantedBugs.Is(PlantedBug.TakeoverWaitsForSleepers)) { return seen; }
#endif
        try
        {
            var holders = await database.RunAsync(
                session => session.Query(EndBlockers).Bind(processId).BindNames(seen).ListAsync(row =>
                    (Pid: row.Int32(0), Name: row.Name(1), Transaction: row.Name(2), IsEnded: row.Boolean(3))),
                CancellationToken.None,
                PostgresPool.Reserved).ConfigureAwait(false);
            foreach (var ended in holders.Where(holder => holder.IsEnded))
            {
                PostgresTakeoverLog.BlockerEnded(logger, stream.Tenant, stream.Model, ended.Pid, ended.Name);
                faults.Pass(FaultPoint.Postgres_AfterBlockerEnded);
            }

            return [.. holders.Select(holder => holder.Transaction)];
        }
        catch (StoreUnavailableException exception)
        {
            // The take itself tells its caller, when its time is over.
            PostgresTakeoverLog.BlockersNotEnded(logger, stream.Tenant, stream.Model, exception);
            return seen;
        }
    }
}
