using Berlin.Storage;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Training;

/// <summary>The life of an observation in a trainer: planned, stored, learned, acknowledged.</summary>
internal sealed class TrainerAppends(
    IObservationLog log,
    TrainerFollowers followers,
    IOptions<TrainerOptions> options,
    IFaultInjector faults,
    TimeProvider time,
    ILogger<TrainerAppends> logger)
{
    /// <summary>
    /// Time for a store that gave no answer to tell what became of the append, counted from its beginning: callers are answered within
    /// about a second. Afterwards the trainer is opened anew, which settles it too.
    /// </summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(1);

    /// <summary>Stores the new rows of the requests in one append, learns them, and completes the requests.</summary>
    /// <exception cref="AppendNotStoredException">Nothing is stored; the trainer is as it was.</exception>
    /// <exception cref="StoreUnavailableException">Nobody knows whether it is stored; the trainer's state is of no use any more.</exception>
    /// <exception cref="BerlinException"><c>trainer.moved</c>: the trainer is fenced, and its state is of no use any more.</exception>
    public async Task AppendAsync(TrainerState trainer, IReadOnlyList<WaitingAppend> requests)
    {
        var plan = await PlanAsync(trainer, requests);
        if (plan.Rows.Count > 0)
        {
            await StoreAsync(trainer, plan.Rows);
            await AbsorbAsync(trainer, plan.Rows);
        }

        faults.Pass(FaultPoint.Observe_BeforeAck);
        foreach (var request in requests)
        {
            request.Complete(trainer.Absorbed);
        }
    }

    private async Task<AppendPlan> PlanAsync(TrainerState trainer, IReadOnlyList<WaitingAppend> requests)
    {
        var observed = IdsOf<WaitingObservations>(requests);
        var corrected = IdsOf<WaitingCorrection>(requests);
        AppendPlan plan;
        try
        {
            plan = new AppendPlan(
                trainer,
                time.GetUtcNow(),
                observed.Count == 0 ? [] : await log.FindAsync(trainer.Stream, observed, CancellationToken.None),
                corrected.Count == 0 ? [] : await log.FindCurrentAsync(trainer.Stream, corrected, CancellationToken.None));
        }
        catch (StoreUnavailableException exception)
        {
            throw new AppendNotStoredException(exception, isStoreAway: true);
        }

        foreach (var request in requests)
        {
            plan.Add(request);
        }

        return plan;
    }

    private static HashSet<string> IdsOf<TRequest>(IReadOnlyList<WaitingAppend> requests)
        where TRequest : WaitingAppend =>
        requests.OfType<TRequest>().SelectMany(request => request.Ids).ToHashSet(StringComparer.Ordinal);

    private async Task StoreAsync(TrainerState trainer, IReadOnlyList<StoredObservation> rows)
    {
        var append = new AppendRequest
        {
            Stream = trainer.Stream,
            Epoch = trainer.Epoch,
            Owner = trainer.Owner,
            ExpectedHead = trainer.Head,
            Rows = rows,
        };
        faults.Pass(FaultPoint.Append_BeforeSubmit);
        var began = time.GetTimestamp();
        AppendVerdict verdict;
        try
        {
            verdict = await log.AppendAsync(append, CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            verdict = await SettleAsync(append, began, exception);
        }

        if (verdict == AppendVerdict.Fenced)
        {
            TrainerLog.Fenced(logger, trainer.Stream.Tenant, trainer.Stream.Model, trainer.Epoch);
            throw new BerlinException(
                ErrorCodes.TrainerMoved, "Another trainer has taken this model's stream. Repeat the call.", isTransient: true);
        }

        trainer.Stored(rows);
    }

    // No answer is no verdict. The row that fences and numbers tells what became of the append.
    private async Task<AppendVerdict> SettleAsync(AppendRequest append, long began, StoreUnavailableException cause)
    {
        var position = await ReadPositionInTimeAsync(append.Stream, SettlingTime - time.GetElapsedTime(began), cause);
        if (position is null || position.Epoch != append.Epoch || position.Owner != append.Owner)
        {
            return AppendVerdict.Fenced;
        }

        var isStored = position.Head == append.ExpectedHead + append.Rows.Count;
#if PLANTED_BUGS
        isStored &= !PlantedBugs.Is(PlantedBug.LostAnswerMeansNotStored);
#endif
        TrainerLog.AppendSettled(logger, append.Stream.Tenant, append.Stream.Model, isStored ? "stored" : "not stored");
        return isStored ? AppendVerdict.Committed : throw new AppendNotStoredException(cause, isStoreAway: false);
    }

    private async Task<StreamPosition?> ReadPositionInTimeAsync(StreamKey stream, TimeSpan patience, StoreUnavailableException cause)
    {
        if (patience <= TimeSpan.Zero)
        {
            throw cause;
        }

        try
        {
            return await log.ReadPositionAsync(stream, CancellationToken.None).WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            throw cause;
        }
    }

    // Slice by slice, so that other calls get their turns in between; the head learns a slice while the trainer does.
    private async Task AbsorbAsync(TrainerState trainer, IReadOnlyList<StoredObservation> rows)
    {
        faults.Pass(FaultPoint.Absorb_BeforeFirstRow);
        foreach (var slice in rows.Chunk(options.Value.AbsorbSliceObservations))
        {
            var told = followers.TellAsync(trainer, trainer.Absorbed, slice);
            foreach (var row in slice)
            {
                trainer.Absorb(row);
                if (ReferenceEquals(row, rows[0]))
                {
                    faults.Pass(FaultPoint.Absorb_AfterFirstRow);
                }
            }

            await told;
        }
    }
}
