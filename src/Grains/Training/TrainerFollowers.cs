using Berlin.Grains.Serving;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;

namespace Berlin.Grains.Training;

/// <summary>Tells the head on this silo what its trainer has stored. A head that is not told finds out within a second by itself.</summary>
internal sealed class TrainerFollowers(IGrainFactory grains, ILogger<TrainerFollowers> logger)
{
    /// <summary>Passes rows on.</summary>
    /// <param name="trainer">The trainer, which may have learned the rows or not.</param>
    /// <param name="previousSequence">Sequence number before the first row.</param>
    /// <param name="rows">Consecutive rows that are stored.</param>
    public Task TellAsync(TrainerState trainer, long previousSequence, IEnumerable<StoredObservation> rows)
    {
        var slice = new StreamSlice
        {
            Generation = trainer.Generation,
            PreviousSequence = previousSequence,
            Rows = [.. rows.Select(Row)],
        };
        return TryAsync(trainer.Stream, head => head.AbsorbAsync(slice, CancellationToken.None));
    }

    /// <summary>Makes the head take over the definition and the generation that are stored now.</summary>
    public Task TellToReloadAsync(StreamKey stream) => TryAsync(stream, head => head.ReloadAsync(CancellationToken.None));

    private async Task TryAsync(StreamKey stream, Func<ILiveHeadGrain, Task> tell)
    {
        try
        {
            await tell(grains.GetGrain<ILiveHeadGrain>(Names.ModelKey(stream.Tenant, stream.Model)));
        }
        catch (Exception exception) when (exception is BerlinException or Orleans.Runtime.OrleansException or TimeoutException)
        {
            TrainerLog.HeadNotTold(logger, stream.Tenant, stream.Model, exception);
        }
    }

    private static StreamRow Row(StoredObservation row) => new()
    {
        Sequence = row.Sequence,
        Features = row.Features,
        Target = row.Target,
        PreviousTarget = row.PreviousTarget,
        Entity = row.Entity,
    };
}
