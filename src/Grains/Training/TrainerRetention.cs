using Berlin.Storage.Streams;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Training;

/// <summary>
/// Keeps a stream within the bounds of its definition. It is trimmed where it exceeds one by a quarter, because a trim
/// costs the rebuild of the learner.
/// </summary>
internal sealed class TrainerRetention(IObservationLog log, IOptions<TrainerOptions> options, TimeProvider time)
{
    /// <summary>A trim waits until a bound is exceeded by this part of it.</summary>
    private const double Slack = 0.25;

    /// <summary>What is to be removed now; null where the stream is within its bounds.</summary>
    /// <remarks>The age of a stream is that of its first row. Corrections count as rows.</remarks>
    public async Task<RemovalSelection?> FindExcessAsync(TrainerState trainer, CancellationToken cancellationToken)
    {
        if (trainer.Retention is not { } retention)
        {
            return null;
        }

        if (retention.MaxObservations is { } most && trainer.Rows > most * (1 + Slack))
        {
            return new RemovalSelection.UpTo(await FindSequenceAsync(trainer.Stream, trainer.Rows - most, cancellationToken));
        }

        return retention.MaxAgeDays is { } days && trainer.FirstAt < time.GetUtcNow().AddDays(-days * (1 + Slack))
            ? new RemovalSelection.Before(time.GetUtcNow().AddDays(-days))
            : null;
    }

    /// <summary>Time of the stream's first observation; null where it holds none.</summary>
    public async Task<DateTimeOffset?> FindFirstTimeAsync(StreamKey stream, CancellationToken cancellationToken) =>
        await log.ReadCurrentAsync(stream, 0, 1, cancellationToken) is [var first] ? first.Observation.At : null;

    // The sequence number of the observation before which there are so many others.
    private async Task<long> FindSequenceAsync(StreamKey stream, long observations, CancellationToken cancellationToken)
    {
        var sequence = 0L;
        while (observations > 0)
        {
            var limit = (int)Math.Min(observations, options.Value.ReplayPageObservations);
            var page = await log.ReadCurrentAsync(stream, sequence, limit, cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            sequence = page[^1].Observation.Sequence;
            observations -= page.Count;
        }

        return sequence;
    }
}
