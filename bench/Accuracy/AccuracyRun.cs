using System.Buffers;
using System.Diagnostics;

namespace Berlin.Learning.Bench;

/// <summary>What one learner scored on the bookings, and what it held at the end.</summary>
internal sealed record AccuracyRun(
    LearnerConfig Learner, string Entities, string Columns, MetricsSummary Overall, MetricsSummary Window, long Cells, long MemoryBytes, long StateBytes, double RowsPerSecond)
{
    /// <summary>Observations in the window: the last ones, where the learner has settled.</summary>
    public const int WindowRows = 10_000;

    /// <summary>Predicts each booking, then learns it.</summary>
    public static AccuracyRun Of(OnlineClassifierConfig config, IReadOnlyList<Booking> bookings)
    {
        var classifier = new OnlineClassifier(config);
        var metrics = new ProgressiveMetrics(WindowRows);
        var entities = new Dictionary<string, EntityLearner>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        foreach (var booking in bookings)
        {
            if (config.EntitiesApart)
            {
                LearnMixed(classifier, entities, booking, metrics);
            }
            else
            {
                classifier.Learn(booking.Features, booking.Account, booking.Card, metrics);
            }
        }

        var perSecond = bookings.Count / watch.Elapsed.TotalSeconds;
        var state = new ArrayBufferWriter<byte>();
        classifier.Write(state);
        var own = entities.Values.ToList();
        own.ForEach(entity => entity.Write(state));
        return new AccuracyRun(
            config.Learner,
            !config.Entities ? "none" : config.EntitiesApart ? "apart" : "within",
            $"{config.Columns.Mode} {config.Columns.Max:N0}".ToLowerInvariant(),
            metrics.Overall,
            metrics.Window,
            classifier.CellCount + own.Sum(entity => entity.CellCount),
            classifier.MemoryBytes + own.Sum(entity => entity.MemoryBytes),
            state.WrittenCount,
            perSecond);
    }

    /// <summary>As a server does it: the entity's evidence for the row goes to the learner of all rows, and both learn.</summary>
    private static void LearnMixed(OnlineClassifier domain, Dictionary<string, EntityLearner> entities, Booking booking, ProgressiveMetrics metrics)
    {
        if (!entities.TryGetValue(booking.Card, out var entity))
        {
            entities.Add(booking.Card, entity = new EntityLearner(domain.Config));
        }

        var answers = domain.Predict(booking.Features, entity.Evidence(booking.Features), top: int.MaxValue);
        var confidence = answers.Length == 0 ? 0 : answers[0].Probability;
        var rank = Array.FindIndex(answers, answer => answer.Label == booking.Account);
        if (rank < 0)
        {
            metrics.AddUnseen(confidence);
        }
        else
        {
            metrics.Add(rank, Math.Log(answers[rank].Probability), confidence);
        }

        domain.Learn(booking.Features, booking.Account, booking.Card);
        entity.Learn(booking.Features, booking.Account);
    }
}
