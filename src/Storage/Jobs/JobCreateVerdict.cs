namespace Berlin.Storage.Jobs;

/// <summary>What became of the creation of a job.</summary>
public enum JobCreateVerdict
{
    /// <summary>Stored, and queued.</summary>
    Created,

    /// <summary>The tenant has no such model; nothing changed.</summary>
    ModelNotFound,

    /// <summary>The tenant has as many jobs as it may; nothing changed.</summary>
    TooManyJobs,
}
