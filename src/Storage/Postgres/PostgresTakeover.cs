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
    /// Ends those who hold what $1 waits for. Who waits itself, such as another take of the same stream, is left alone, and whom it
    /// waits for is ended in its place. What is not Berlin's is never touched.
    /// </summary>
    private const string EndBlockers = """
        WITH RECURSIVE blocker (pid) AS (
            SELECT unnest(pg_blocking_pids($1::integer)) UNION SELECT unnest(pg_blocking_pids(blocker.pid)) FROM blocker
        )
        SELECT pid, application_name, pg_terminate_backend(pid)
        FROM blocker JOIN pg_stat_activity USING (pid)
        WHERE application_name LIKE 'berlin %' AND cardinality(pg_blocking_pids(pid)) = 0
        """;

    /// <summary>How long an owner that works may hold its row while others want it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How often is looked after that: another connection may have come into the way.</summary>
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
            while (!await EndsWithinAsync(taking, patience).ConfigureAwait(false))
            {
                await EndBlockersAsync(stream, session.ProcessId).ConfigureAwait(false);
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

    private async Task EndBlockersAsync(StreamKey stream, int processId)
    {
        try
        {
            var ended = await database.RunAsync(
                session => session.Query(EndBlockers).Bind(processId).ListAsync(row => (Pid: row.Int32(0), Name: row.Name(1))),
                CancellationToken.None,
                PostgresPool.Reserved).ConfigureAwait(false);
            foreach (var (pid, name) in ended)
            {
                PostgresTakeoverLog.BlockerEnded(logger, stream.Tenant, stream.Model, pid, name);
                faults.Pass(FaultPoint.Postgres_AfterBlockerEnded);
            }
        }
        catch (StoreUnavailableException exception)
        {
            // The take itself tells its caller, when its time is over.
            PostgresTakeoverLog.BlockersNotEnded(logger, stream.Tenant, stream.Model, exception);
        }
    }
}
