using System.Collections.Concurrent;
using Berlin.Grains.Training;

namespace Berlin.Http.Tests.Fakes;

/// <summary>A trainer that remembers what reaches it and answers as told.</summary>
public sealed class RecordingTrainer
{
    public ConcurrentQueue<(string Key, Observation[] Observations)> Observed { get; } = new();

    public ConcurrentQueue<(string Key, Correction Correction)> Corrected { get; } = new();

    public ConcurrentQueue<(string Key, Removal Removal)> Removed { get; } = new();

    /// <summary>Whether nothing has reached it.</summary>
    public bool IsUntouched => Observed.IsEmpty && Corrected.IsEmpty && Removed.IsEmpty;

    /// <summary>Answers an observe call; by default everything is accepted.</summary>
    public Func<Observation[], ObserveResult> OnObserve { get; set; } = AcceptAll;

    /// <summary>Answers a correction; by default another target held.</summary>
    public Func<Correction, CorrectResult> OnCorrect { get; set; } = _ => new CorrectResult { PreviousTarget = "2770", Sequence = 1001 };

    /// <summary>Answers a removal; by default three observations go.</summary>
    public Func<Removal, RemoveResult> OnRemove { get; set; } = _ => new RemoveResult { Removed = 3, LogGeneration = 2 };

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

        public Task<CorrectResult> CorrectAsync(Correction correction, CancellationToken cancellationToken)
        {
            trainer.Corrected.Enqueue((key, correction));
            return Task.FromResult(trainer.OnCorrect(correction));
        }

        public Task<RemoveResult> RemoveAsync(Removal removal, CancellationToken cancellationToken)
        {
            trainer.Removed.Enqueue((key, removal));
            return Task.FromResult(trainer.OnRemove(removal));
        }

        public Task<TrainerStatus> GetStatusAsync(bool withDigest, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReloadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
