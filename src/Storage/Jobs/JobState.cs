namespace Berlin.Storage.Jobs;

/// <summary>Where a job is. The last three are final.</summary>
public enum JobState
{
    /// <summary>Nobody works on it: it is new, or its runner is gone.</summary>
    Queued,

    /// <summary>A runner has taken it.</summary>
    Running,

    /// <summary>All of its input is worked through; the result is whole.</summary>
    Done,

    /// <summary>It cannot go on; the error says why.</summary>
    Failed,

    /// <summary>Its owner gave it up.</summary>
    Cancelled,
}
