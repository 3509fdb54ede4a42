using System.Collections.Concurrent;
using Berlin.Grains.Training;

namespace Berlin.Http.Tests.Fakes;

/// <summary>A trainer that remembers what reaches it and answers as told.</summary>
public sealed class RecordingTrainer
{
    public ConcurrentQueue<(string Key, Observation[] Observations)> Observed { get; } = new();

    public ConcurrentQueue<(string Key, PredictRequest Request)> Predicted { get; } = new();

    /// <summary>Answers an observe call; by default everything is accepted.</summary>
    public Func<Observation[], ObserveResult> OnObserve { get; set; } = AcceptAll;

    /// <summary>Answers a predict call; by default each row gets one class.</summary>
    public Func<PredictRequest, PredictResult> OnPredict { get; set; } = request => new PredictResult
    {
        Observations = 1234,
        Predictions = [.. request.Instances.Select(_ => new[] { new ScoredClass("2770", 0.93) })],
    };

    public static ObserveResult AcceptAll(Observation[] observations) =>
        new() { Accepted = observations.Length, Duplicates = 0, Rejected = [], Sequence = 1000 + observations.Length };

    public ITrainerGrain For(string key) => new Addressed(this, key);

    private sealed class Addressed(RecordingTrainer trainer, string key) : ITrainerGrain
    {
        public Task<ObserveResult> ObserveAsync(Observation[] observations, CancellationToken cancellationToken)
        {
            trainer.Observed.Enqueue((key, observations));
            return Task.FromResult(trainer.OnObserve(observations));
        }

        public Task<PredictResult> PredictAsync(PredictRequest request, CancellationToken cancellationToken)
        {
            trainer.Predicted.Enqueue((key, request));
            return Task.FromResult(trainer.OnPredict(request));
        }

        public Task<TrainerStatus> GetStatusAsync(bool withDigest, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReloadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
