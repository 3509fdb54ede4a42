using Berlin.Storage.Streams;

namespace Berlin.Grains.Training;

/// <summary>
/// Keeps a stream within the bounds of its definition. It is trimmed where it exceeds one by a quarter, because a trim
/// costs the rebuild of the learner.
/// </summary>
internal sealed class TrainerRetention(IObservationLog log, TimeProvider time)
{
    /// <summary>A trim waits until a bound is exceeded by this part of it.</summary>
    private const double Slack = 0.25;

    /// <summary>What the stream holds, where its definition bounds it; null where it does not.</summary>
    public async Task<StreamExtent?> MeasureAsync(StreamKey stream, Models.RetentionDefinition? retention, CancellationToken cancellationToken) =>
        retention is null ? null : await log.MeasureAsync(stream, cancellationToken);

    /// <summary>What is to be removed now; null where the stream is within its bounds.</summary>
    public async Task<RemovalSelection?> FindExcessAsync(TrainerState trainer, CancellationToken cancellationToken)
    {
        if (trainer is not { Retention: { } retention, Extent: { } extent })
        {
            return null;
        }

        if (retention.MaxObservations is { } most && extent.Observations > most * (1 + Slack)
            && await log.FindTrimPointAsync(trainer.Stream, most, cancellationToken) is { } sequence)
        {
            return new RemovalSelection.UpTo(sequence);
        }

        var now = time.GetUtcNow();
        return retention.MaxAgeDays is { } days && extent.OldestAt < now.AddDays(-days * (1 + Slack))
            ? new RemovalSelection.Before(now.AddDays(-days))
            : null;
    }
}
