namespace Berlin.Grains.Jobs;

/// <summary>The states of a job.</summary>
public static class JobStates
{
    /// <summary>Waits for its turn.</summary>
    public const string Queued = "queued";

    /// <summary>Is worked on.</summary>
    public const string Running = "running";

    /// <summary>The result is whole.</summary>
    public const string Done = "done";

    /// <summary>It cannot go on; the error says why.</summary>
    public const string Failed = "failed";

    /// <summary>Its owner gave it up.</summary>
    public const string Cancelled = "cancelled";
}
