using Berlin.Grains.Serving;

namespace Berlin.Silo.Http.Scoring;

/// <summary>What became of the rows of a slice that had no fault when they were read, by their position among them.</summary>
internal sealed class SliceScores(int instances)
{
    private readonly ScoredClass[]?[] _predictions = new ScoredClass[]?[instances];
    private RowFault?[]? _faults;
    private long?[]? _entityObservations;

    /// <summary>Rows whose features did not fit the model.</summary>
    public int Failed { get; private set; }

    /// <summary>The most probable classes, best first; empty where the row has a fault.</summary>
    public ReadOnlySpan<ScoredClass> PredictionsOf(int instance) => _predictions[instance];

    /// <summary>Why the row has no prediction; null where it has one.</summary>
    public RowFault? FaultOf(int instance) => _faults?[instance];

    /// <summary>Observations that the row's entity has of its own; null where it names none or the model has no entities.</summary>
    public long? EntityObservationsOf(int instance) => _entityObservations?[instance];

    /// <summary>Takes over the answers about the rows from <paramref name="from"/> on.</summary>
    public void Add(int from, PredictResult result)
    {
        result.Predictions.CopyTo(_predictions, from);
        if (result.EntityObservations is { } observations)
        {
            _entityObservations ??= new long?[instances];
            observations.CopyTo(_entityObservations, from);
        }
    }

    /// <summary>Takes over that a row does not fit the model.</summary>
    public void Add(int instance, RowFault fault)
    {
        _faults ??= new RowFault?[instances];
        _faults[instance] = fault;
        Failed++;
    }
}
