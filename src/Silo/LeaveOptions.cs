using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Berlin.Silo;

/// <summary>How much time a silo takes to leave in order. All of it is bounded to 30 s, as in Kubernetes.</summary>
public sealed class LeaveOptions
{
    /// <summary>
    /// How long a silo that is told to stop goes on to take requests, so that gateways of other processes turn away first: 0 s to
    /// 10 s; default 1 s. A gateway learns it in milliseconds from the membership, and by its next probe.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long requests in flight may take afterwards before they are cut: 0 s to 10 s; default 8 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RequestTime { get; set; } = TimeSpan.FromSeconds(8);
}

/// <summary>Checks <see cref="LeaveOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class LeaveOptionsValidator : IValidateOptions<LeaveOptions>;
