using Berlin.Storage.Jobs;

namespace Berlin.Grains.Jobs;

/// <summary>Tells of stored jobs.</summary>
internal static class JobReports
{
    public static JobReport Of(StoredJob job)
    {
        var (code, text) = job.Error is { } failure ? JobFailure.Read(failure) : (null, null);
        return new JobReport
        {
            Id = job.Id,
            Number = job.Number,
            Model = job.Model,
            Options = job.Options,
            State = StateOf(job.State),
            InputBytes = job.InputBytes,
            BytesRead = job.Progress.InputOffset,
            ResultBytes = job.Progress.ResultBytes,
            Rows = job.Progress.Rows,
            RowsFailed = job.Progress.RowsFailed,
            ErrorCode = code,
            Error = text,
            CreatedAt = job.CreatedAt,
            StartedAt = job.StartedAt,
            FinishedAt = job.FinishedAt,
        };
    }

    private static string StateOf(JobState state) => state switch
    {
        JobState.Queued => JobStates.Queued,
        JobState.Running => JobStates.Running,
        JobState.Done => JobStates.Done,
        JobState.Failed => JobStates.Failed,
        JobState.Cancelled => JobStates.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A state of a job is expected."),
    };
}
