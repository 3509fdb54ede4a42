using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Berlin.Silo;

/// <summary>How a silo that joins a cluster prepares itself before gateways send it requests.</summary>
public sealed class WarmUpOptions
{
    /// <summary>Longest time that it takes to load the models it is going to answer for: 0 s (none) to 1 min; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Models that it loads at a time, 1 to 64; default 4.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 4;
}

/// <summary>Checks <see cref="WarmUpOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class WarmUpOptionsValidator : IValidateOptions<WarmUpOptions>;
