using Berlin.Storage.Streams;

namespace Berlin.Grains.Training;

/// <summary>
/// Decides for the rows of some requests, before anything is stored, which are new, which are stored already
/// and which are refused; and numbers the new ones.
/// </summary>
internal sealed class AppendPlan
{
    private readonly TrainerState _trainer;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, byte[]> _digests;
    private readonly Dictionary<string, CurrentObservation> _correctable;
    private readonly HashSet<string> _newClasses = [];
    private readonly List<StoredObservation> _rows = [];

    /// <param name="trainer">The trainer as it is now.</param>
    /// <param name="now">Dates what has no time of its own.</param>
    /// <param name="stored">Those ids of observations in the requests that the stream holds.</param>
    /// <param name="correctable">The observations that the requests correct, as far as the stream holds them.</param>
    public AppendPlan(
        TrainerState trainer, DateTimeOffset now, IReadOnlyList<StoredId> stored, IReadOnlyList<CurrentObservation> correctable)
    {
        _trainer = trainer;
        _now = now;
        _digests = new Dictionary<string, byte[]>(stored.Count, StringComparer.Ordinal);
        foreach (var id in stored)
        {
#if PLANTED_BUGS
            if (PlantedBugs.Is(PlantedBug.NoIdempotencyKey)) { break; }
#endif
            _digests[id.Id] = id.ContentDigest;
        }

        _correctable = correctable.ToDictionary(current => current.Observation.Id, StringComparer.Ordinal);
    }

    /// <summary>The new rows, numbered one after the other.</summary>
    public IReadOnlyList<StoredObservation> Rows => _rows;

    /// <summary>Plans one request.</summary>
    public void Add(WaitingAppend request)
    {
        if (request is WaitingCorrection correction)
        {
            Add(correction);
        }
        else
        {
            Add((WaitingObservations)request);
        }
    }

    private void Add(WaitingObservations request)
    {
        foreach (var observation in request.Observations)
        {
            var digest = ObservationDigest.Compute(
                observation.At, observation.Features, observation.Target, observation.Entity, observation.Subject);
            if (_digests.TryGetValue(observation.Id, out var known))
            {
                AddKnown(request, observation, digest.AsSpan().SequenceEqual(known));
            }
            else if (IsLearnable(request, observation))
            {
                _digests.Add(observation.Id, digest);
                _rows.Add(Row(observation, digest));
                request.Accept();
            }
        }
    }

    private void Add(WaitingCorrection request)
    {
        var (id, target) = (request.Correction.Id, request.Correction.Target);
        if (!_correctable.TryGetValue(id, out var current))
        {
            request.Fail(new BerlinException(ErrorCodes.ObservationNotFound, $"The stream holds no observation '{id}'."));
            return;
        }

        if (!HasRoomFor(target))
        {
            request.Fail(new BerlinException(ErrorCodes.ObservationTooManyClasses, $"target {TooManyClasses()}"));
            return;
        }

        request.Found(current.Target);
        if (current.Target != target)
        {
            _rows.Add(CorrectionRow(current, target));
            _correctable[id] = current with { Target = target };
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

    private bool IsLearnable(WaitingObservations request, Observation observation)
    {
        if (_trainer.Classifier.Check(observation.Features) is { } fault)
        {
            request.Reject(
                observation,
                ErrorCodes.FeaturesInvalid,
                $"observations[{observation.Index}].features.{fault.Field} {fault.Message}");
            return false;
        }

        if (!HasRoomFor(observation.Target))
        {
            request.Reject(
                observation, ErrorCodes.ObservationTooManyClasses, $"observations[{observation.Index}].target {TooManyClasses()}");
            return false;
        }

        return true;
    }

    private bool HasRoomFor(string target)
    {
        var classifier = _trainer.Classifier;
        if (classifier.Knows(target) || _newClasses.Contains(target))
        {
            return true;
        }

        if (classifier.ClassCount + _newClasses.Count >= classifier.Config.MaxClasses)
        {
            return false;
        }

        _newClasses.Add(target);
        return true;
    }

    private string TooManyClasses()
    {
        var maxClasses = _trainer.Classifier.Config.MaxClasses;
        return $"is a new class, and the model holds {maxClasses} of at most {maxClasses} (max_classes).";
    }

    private long NextSequence => _trainer.Head + _rows.Count + 1;

    private StoredObservation Row(Observation observation, byte[] digest) => new()
    {
        Sequence = NextSequence,
        Id = observation.Id,
        At = observation.At ?? _now,
        ContentDigest = digest,
        Features = observation.Features,
        Target = observation.Target,
        Entity = observation.Entity,
        Subject = observation.Subject,
    };

    private StoredObservation CorrectionRow(CurrentObservation current, string target)
    {
        var original = current.Observation;
        return new StoredObservation
        {
            Sequence = NextSequence,
            Id = original.Id,
            At = _now,
            ContentDigest = ObservationDigest.Compute(_now, original.Features, target, original.Entity, original.Subject),
            Features = original.Features,
            Target = target,
            Entity = original.Entity,
            Subject = original.Subject,
            Corrects = original.Sequence,
            PreviousTarget = current.Target,
        };
    }
}
