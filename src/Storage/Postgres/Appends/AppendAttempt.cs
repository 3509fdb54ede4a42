using Berlin.Storage.Faults;
using Berlin.Storage.Postgres.Engine;

namespace Berlin.Storage.Postgres.Appends;

/// <summary>One transaction that appends to any number of streams. For one use.</summary>
/// <param name="chains">One per stream.</param>
/// <param name="waits">Whether to wait for rows that others have locked.</param>
/// <param name="faults">Told of each append that passes a fault point.</param>
internal sealed class AppendAttempt(IReadOnlyList<AppendChain> chains, bool waits, IFaultInjector faults)
{
    /// <summary>
    /// How long one that waits for a locked row waits: longer than the server lets a client sleep inside a transaction
    /// (<c>idle_in_transaction_session_timeout</c>), so that it outlives a sleeping one.
    /// </summary>
    private const string BoundLockWait = "SET LOCAL lock_timeout = '2500ms'";

    /// <summary>Whether the server may have been told to commit: from then on nothing of the attempt is known until it has answered.</summary>
    public bool IsCommitting { get; private set; }

    /// <summary>Appends what the fence lets pass, and commits.</summary>
    /// <exception cref="ArgumentException">A correction corrects nothing; nothing is stored.</exception>
    public async Task<IReadOnlyList<FencedChain>> RunAsync(PostgresSession session)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync(CancellationToken.None).ConfigureAwait(false);
        if (waits)
        {
            await session.Query(BoundLockWait).ExecuteAsync().ConfigureAwait(false);
        }

        var judged = await AppendStatements.FenceAsync(session, chains, waits).ConfigureAwait(false);
        var raised = judged.Where(fenced => fenced.Fate == AppendFate.Raised).ToArray();
        if (raised.Length == 0)
        {
            return judged;
        }

        Pass(raised, FaultPoint.Append_AfterFenceBeforeRows);
        await AppendStatements.InsertAsync(session, raised).ConfigureAwait(false);
#if PLANTED_BUGS
        PlantedBugs.Do(PlantedBug.AckBeforeCommit, () => raised.SelectMany(fenced => fenced.Chain.Appends).ToList().ForEach(append => append.Complete(Streams.AppendVerdict.Committed)));
#endif
        Pass(raised, FaultPoint.Append_AfterRowsBeforeCommit);
        IsCommitting = true;
        var committing = transaction.CommitAsync(CancellationToken.None);
        try
        {
            faults.Pass(FaultPoint.Postgres_AfterCommitIsSent);
        }
        finally
        {
            await committing.ConfigureAwait(false);
        }

        return judged;
    }

    // Once per append, so that an injector counts what it counts in a store that knows no groups.
    private void Pass(FencedChain[] raised, FaultPoint point)
    {
        foreach (var _ in raised.SelectMany(fenced => fenced.Chain.Appends))
        {
            faults.Pass(point);
        }
    }
}
