using Berlin.Grains;
using Berlin.Grains.Jobs;
using Berlin.Silo.Http.Scoring;
using Berlin.Storage.Jobs;
using Microsoft.Net.Http.Headers;

namespace Berlin.Silo.Http.Jobs;

/// <summary>Answers with the result of a job, whole or the range that is asked for.</summary>
internal sealed class JobResults(IJobFiles files)
{
    /// <exception cref="BerlinException"><c>job.not_done</c>.</exception>
    public async Task AnswerAsync(HttpContext context, JobReport job)
    {
        if (job.State != JobStates.Done)
        {
            throw new BerlinException(ErrorCodes.JobNotDone, NotDone(job));
        }

        var result = await files.OpenResultAsync(job.Id, context.RequestAborted)
            ?? throw new BerlinException(ErrorCodes.JobNotFound, "There is no job of that id.");
        var format = JobPlan.Read(job.Options).Output;
        var answer = TypedResults.Stream(
            result,
            RowFormats.MediaTypeOf(format),
            $"{job.Id}.{(format == RowFormat.Csv ? "csv" : "jsonl")}",
            job.FinishedAt,
            new EntityTagHeaderValue($"\"{job.Id}\""),
            enableRangeProcessing: true);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await answer.ExecuteAsync(context);
    }

    private static string NotDone(JobReport job) => job.State switch
    {
        JobStates.Failed => $"The job failed ({job.ErrorCode}): {job.Error}",
        _ => $"The job is {job.State}: {job.BytesRead} of {job.InputBytes} bytes are read. Its result is there when it is done.",
    };
}
