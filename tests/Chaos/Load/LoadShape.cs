namespace Berlin.Chaos.Load;

/// <summary>How much is asked of a cluster, and of how many.</summary>
internal sealed record LoadShape
{
    /// <summary>Tenants, each with a key of its own.</summary>
    public int Tenants { get; init; } = 10;

    /// <summary>Models of each tenant; all are asked.</summary>
    public int ModelsPerTenant { get; init; } = 5;

    /// <summary>Models of each tenant that are taught all the time.</summary>
    public int TrainersPerTenant { get; init; } = 2;

    /// <summary>Predictions that are begun each second, whether earlier ones are answered or not.</summary>
    public double PredictionsPerSecond { get; init; } = 300;

    /// <summary>One prediction in so many asks an entity.</summary>
    public int PredictionsPerEntityQuestion { get; init; } = 4;

    /// <summary>Observations that are sent for the first time each second.</summary>
    public double ObservationsPerSecond { get; init; } = 200;

    /// <summary>Observations of one request.</summary>
    public int ObservationsPerBatch { get; init; } = 5;

    /// <summary>Observations that each model has before the load begins.</summary>
    public int ObservationsAtStart { get; init; } = 20;

    public int Models => Tenants * ModelsPerTenant;

    public int Trainers => Tenants * TrainersPerTenant;
}
