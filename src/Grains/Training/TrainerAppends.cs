using Berlin.Storage;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Training;

/// <summary>The life of an observation in a trainer: planned, stored, learned, acknowledged.</summary>
internal sealed class TrainerAppends(
    IObservationLog log,
    IOptions<TrainerOptions> options,
    IFaultInjector faults,
    TimeProvider time,
    ILogger<TrainerAppends> logger)
{
    /// <summary>Stores the new observations of the requests in one append, learns them, and completes the requests.</summary>
    /// <exception cref="AppendNotStoredException">Nothing is stored; the trainer is as it was.</exception>
    /// <exception cref="BerlinException"><c>trainer.moved</c>: the trainer is fenced, and its state is of no use any more.</exception>
    public async Task AppendAsync(TrainerState trainer, IReadOnlyList<WaitingObservations> requests)
    {
        var ids = requests.SelectMany(request => request.Observations).Select(observation => observation.Id).ToHashSet(StringComparer.Ordinal);
        var plan = new AppendPlan(await log.FindAsync(trainer.Stream, ids, CancellationToken.None));
        foreach (var request in requests)
        {
            plan.Add(request, trainer, time.GetUtcNow());
        }

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
        AppendVerdict verdict;
        try
        {
            verdict = await log.AppendAsync(append, CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            verdict = await SettleAsync(append, exception);
        }

        if (verdict == AppendVerdict.Fenced)
        {
            TrainerLog.Fenced(logger, trainer.Stream.Tenant, trainer.Stream.Model, trainer.Epoch);
            throw new BerlinException(
                ErrorCodes.TrainerMoved, "Another trainer has taken this model's stream. Repeat the call.", isTransient: true);
        }

        trainer.Head += rows.Count;
    }

    // No answer is no verdict. The row that fences and numbers tells what became of the append.
    private async Task<AppendVerdict> SettleAsync(AppendRequest append, StoreUnavailableException cause)
    {
        var position = await log.ReadPositionAsync(append.Stream, CancellationToken.None);
        if (position is null || position.Epoch != append.Epoch || position.Owner != append.Owner)
        {
            return AppendVerdict.Fenced;
        }

        var isStored = position.Head == append.ExpectedHead + append.Rows.Count;
        TrainerLog.AppendSettled(logger, append.Stream.Tenant, append.Stream.Model, isStored ? "stored" : "not stored");
        return isStored ? AppendVerdict.Committed : throw new AppendNotStoredException(cause);
    }

    private async Task AbsorbAsync(TrainerState trainer, IReadOnlyList<StoredObservation> rows)
    {
        faults.Pass(FaultPoint.Absorb_BeforeFirstRow);
        for (var index = 0; index < rows.Count; index++)
        {
            trainer.Absorb(rows[index]);
            if (index == 0)
            {
                faults.Pass(FaultPoint.Absorb_AfterFirstRow);
            }

            if ((index + 1) % options.Value.AbsorbSliceObservations == 0)
            {
                await Task.Yield();
            }
        }
    }
}
