using System.Collections.Concurrent;
using Berlin.Grains.Serving;

namespace Berlin.Http.Tests.Fakes;

/// <summary>A live head that remembers what it is asked and answers as told.</summary>
public sealed class RecordingHead
{
    public ConcurrentQueue<(string Key, PredictRequest Request)> Predicted { get; } = new();

    /// <summary>Answers a predict call; by default each row gets one class, and each entity has as many observations as its name has characters.</summary>
    public Func<PredictRequest, PredictResult> OnPredict { get; set; } = request => new PredictResult
    {
        Observations = 1234,
        Predictions = [.. request.Instances.Select(_ => new[] { new ScoredClass("2770", 0.93) })],
        EntityObservations = request.Entities?.Select(entity => (long?)entity?.Length).ToArray(),
    };

    public ILiveHeadGrain For(string key) => new Addressed(this, key);

    private sealed class Addressed(RecordingHead head, string key) : ILiveHeadGrain
    {
        public Task<PredictResult> PredictAsync(PredictRequest request, CancellationToken cancellationToken)
        {
            head.Predicted.Enqueue((key, request));
            return Task.FromResult(head.OnPredict(request));
        }

        public Task AbsorbAsync(StreamSlice slice, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReloadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
