namespace Berlin.Storage.Jobs;

/// <summary>States as rows have them.</summary>
internal static class JobStateWord
{
    /// <summary>The state of a row.</summary>
    public static JobState Parse(string word) => word switch
    {
        "queued" => JobState.Queued,
        "running" => JobState.Running,
        "done" => JobState.Done,
        "failed" => JobState.Failed,
        "cancelled" => JobState.Cancelled,
        _ => throw new InvalidOperationException($"'{word}' is no state of a job; the table's check lets none in."),
    };
}
