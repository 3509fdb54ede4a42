namespace Orleans.Configuration;

/// <summary>How calls of a silo behave.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>Calls that may wait at one activation; more are rejected with <see cref="Runtime.LimitExceededException"/>. 0, the default, leaves it to the engine's own bound.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }

    /// <summary>Calls that may wait at one worker of a stateless worker grain; see <see cref="MaxEnqueuedRequestsHardLimit"/>.</summary>
#pragma warning disable CA1707 // Orleans' name.
    public int MaxEnqueuedRequestsHardLimit_StatelessWorker { get; set; }
#pragma warning restore CA1707
}
