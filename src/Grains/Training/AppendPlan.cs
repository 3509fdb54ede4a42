using Berlin.Storage.Streams;

namespace Berlin.Grains.Training;

/// <summary>
/// Decides for the observations of some requests, before anything is stored, which are new, which are stored already
/// and which are refused; and numbers the new ones.
/// </summary>
internal sealed class AppendPlan
{
    private readonly Dictionary<string, byte[]> _digests;
    private readonly HashSet<string> _newClasses = [];
    private readonly List<StoredObservation> _rows = [];

    /// <param name="stored">The ids among the requests that the stream holds.</param>
    public AppendPlan(IReadOnlyList<StoredId> stored)
    {
        _digests = new Dictionary<string, byte[]>(stored.Count, StringComparer.Ordinal);
        foreach (var id in stored)
        {
            _digests[id.Id] = id.ContentDigest;
        }
    }

    /// <summary>The new rows, numbered without gaps.</summary>
    public IReadOnlyList<StoredObservation> Rows => _rows;

    /// <summary>Plans one request against the learner as it is now; <paramref name="now"/> dates what has no time of its own.</summary>
    public void Add(WaitingObservations request, TrainerState trainer, DateTimeOffset now)
    {
        foreach (var observation in request.Observations)
        {
            var digest = ObservationDigest.Compute(
                observation.At, observation.Features, observation.Target, observation.Entity, observation.Subject);
            if (_digests.TryGetValue(observation.Id, out var known))
            {
                AddKnown(request, observation, digest.AsSpan().SequenceEqual(known));
            }
            else if (IsLearnable(request, observation, trainer))
            {
                _digests.Add(observation.Id, digest);
                _rows.Add(Row(observation, digest, trainer.Head + _rows.Count + 1, now));
                request.Accept();
            }
        }
    }

    private static void AddKnown(WaitingObservations request, Observation observation, bool isSameContent)
    {
        if (isSameContent)
        {
            request.Duplicate();
            return;
        }

        request.Reject(
            observation,
            ErrorCodes.ObservationConflict,
            $"observations[{observation.Index}].id '{observation.Id}' is stored already with other content.");
    }

    private bool IsLearnable(WaitingObservations request, Observation observation, TrainerState trainer)
    {
        if (trainer.Classifier.Check(observation.Features) is { } fault)
        {
            request.Reject(
                observation,
                ErrorCodes.FeaturesInvalid,
                $"observations[{observation.Index}].features.{fault.Field} {fault.Message}");
            return false;
        }

        if (trainer.Classifier.Knows(observation.Target) || _newClasses.Contains(observation.Target))
        {
            return true;
        }

        var maxClasses = trainer.Classifier.Config.MaxClasses;
        if (trainer.Classifier.ClassCount + _newClasses.Count >= maxClasses)
        {
            request.Reject(
                observation,
                ErrorCodes.ObservationTooManyClasses,
                $"observations[{observation.Index}].target is a new class, and the model holds {maxClasses} of at most {maxClasses} (max_classes).");
            return false;
        }

        _newClasses.Add(observation.Target);
        return true;
    }

    private static StoredObservation Row(Observation observation, byte[] digest, long sequence, DateTimeOffset now) => new()
    {
        Sequence = sequence,
        Id = observation.Id,
        At = observation.At ?? now,
        ContentDigest = digest,
        Features = observation.Features,
        Target = observation.Target,
        Entity = observation.Entity,
        Subject = observation.Subject,
    };
}
