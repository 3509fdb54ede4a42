using System.Buffers;
using System.Security.Cryptography;
using Berlin.Learning;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Streams;

namespace Berlin.Grains.Training;

/// <summary>What is told about a stream and its learner.</summary>
internal static class TrainerReports
{
    /// <summary>The trainer as it is now.</summary>
    public static TrainerStatus Now(TrainerState trainer, bool withDigest) => new()
    {
        Sequence = trainer.Absorbed,
        LogGeneration = trainer.Generation,
        Classes = trainer.Classifier.ClassCount,
        Columns = trainer.Classifier.ColumnCount,
        Overall = Report(trainer.Metrics.Overall),
        Window = Report(trainer.Metrics.Window),
        Checkpoint = Report(trainer.Checkpoint),
        LearnerDigest = withDigest ? Digest(trainer.Classifier) : null,
        Rows = trainer.Rows,
    };

    /// <summary>A stream whose trainer may be asleep: its position now, its learner as of the newest checkpoint.</summary>
    public static TrainerStatus AsOfCheckpoint(StreamPosition position, CheckpointRecord? newest)
    {
        var summary = newest is null ? null : CheckpointSummary.TryRead(newest.Metrics);
        return new TrainerStatus
        {
            Sequence = position.Head,
            LogGeneration = position.Generation,
            Classes = summary?.Classes ?? 0,
            Columns = summary?.Columns ?? 0,
            Overall = Report(summary?.Metrics.Overall ?? default),
            Window = Report(summary?.Metrics.Window ?? default),
            Checkpoint = Report(newest),
            Rows = position.Head - position.Removed,
        };
    }

    private static MetricsReport Report(MetricsSummary summary) => new()
    {
        Count = summary.Count,
        Accuracy1 = summary.Accuracy1,
        Accuracy3 = summary.Accuracy3,
        LogLoss = summary.LogLoss,
        CalibrationError = summary.CalibrationError,
    };

    private static CheckpointReport? Report(CheckpointRecord? record) => record is null
        ? null
        : new CheckpointReport { Sequence = record.Sequence, SizeBytes = record.SizeBytes, At = record.PublishedAt };

    private static string Digest(OnlineClassifier classifier)
    {
        var buffer = new ArrayBufferWriter<byte>();
        classifier.Write(buffer);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }
}
