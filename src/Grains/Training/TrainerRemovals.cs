using Berlin.Storage.Blobs;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;

namespace Berlin.Grains.Training;

/// <summary>Removes rows from a stream, for good: the log gets a new generation, and what was learned from the old one is void.</summary>
internal sealed class TrainerRemovals(
    IObservationLog log,
    IBlobStore blobs,
    TrainerFollowers followers,
    IFaultInjector faults,
    ILogger<TrainerRemovals> logger)
{
    /// <summary>Removes rows. Where any are gone, the trainer's state is of no use any more and has to be opened anew.</summary>
    /// <exception cref="BerlinException"><c>trainer.moved</c>: the trainer is fenced; nothing is removed.</exception>
    /// <exception cref="Storage.StoreUnavailableException">The outcome is unknown; the state has to be opened anew.</exception>
    public async Task<RemoveResult> RemoveAsync(TrainerState trainer, RemovalSelection selection)
    {
        var (tenant, model) = trainer.Stream;
        var result = await log.RemoveAsync(
            new RemovalRequest
            {
                Stream = trainer.Stream,
                Epoch = trainer.Epoch,
                Owner = trainer.Owner,
                ExpectedHead = trainer.Head,
                Selection = selection,
            },
            CancellationToken.None);
        if (result.Verdict == AppendVerdict.Fenced)
        {
            TrainerLog.Fenced(logger, tenant, model, trainer.Epoch);
            throw new BerlinException(
                ErrorCodes.TrainerMoved, "Another trainer has taken this model's stream. Repeat the call.", isTransient: true);
        }

        if (result.Removed == 0)
        {
            return new RemoveResult { Removed = 0, LogGeneration = trainer.Generation };
        }

        faults.Pass(FaultPoint.Remove_AfterCommitBeforeRebuild);
        foreach (var name in result.BlobNames)
        {
            await blobs.DeleteAsync(name, CancellationToken.None);
        }

        await followers.TellToReloadAsync(trainer.Stream);
        TrainerLog.Removed(logger, tenant, model, result.Removed, result.Position!.Generation);
        return new RemoveResult { Removed = result.Removed, LogGeneration = result.Position.Generation };
    }
}
