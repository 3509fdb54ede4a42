namespace Berlin.Actors.Grains;

/// <summary>Tells how much of the available memory is in use.</summary>
internal interface IMemoryGauge
{
    /// <summary>In percent of what the process or its container may use.</summary>
    double UsagePercentage { get; }
}
