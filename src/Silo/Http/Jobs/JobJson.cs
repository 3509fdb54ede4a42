using System.Text.Json;
using Berlin.Grains.Jobs;
using Berlin.Silo.Http.Scoring;

namespace Berlin.Silo.Http.Jobs;

/// <summary>Writes jobs.</summary>
internal static class JobJson
{
    /// <summary>Writes one job.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="job">The job.</param>
    /// <param name="now">Until when a job that is not finished has run.</param>
    public static void Write(Utf8JsonWriter json, JobReport job, DateTimeOffset now)
    {
        var plan = JobPlan.Read(job.Options);
        json.WriteStartObject();
        json.WriteString("id"u8, job.Id);
        json.WriteString("model"u8, job.Model);
        json.WriteString("state"u8, job.State);
        json.WriteString("input"u8, NameOf(plan.Input));
        json.WriteString("output"u8, NameOf(plan.Output));
        json.WriteNumber("top"u8, plan.Top);
        json.WriteNumber("rows"u8, job.Rows);
        json.WriteNumber("rows_failed"u8, job.RowsFailed);
        json.WriteNumber("bytes_read"u8, job.BytesRead);
        json.WriteNumber("bytes_total"u8, job.InputBytes);
        json.WriteNumber("result_bytes"u8, job.ResultBytes);
        json.WriteNumber("rows_per_second"u8, Rate(job, now));
        json.WriteString("created_at"u8, job.CreatedAt);
        WriteTime(json, "started_at"u8, job.StartedAt);
        WriteTime(json, "finished_at"u8, job.FinishedAt);
        if (job.ErrorCode is not null)
        {
            json.WriteString("code"u8, job.ErrorCode);
            json.WriteString("error"u8, job.Error);
        }

        json.WriteEndObject();
    }

    private static string NameOf(RowFormat format) => format == RowFormat.Csv ? "csv" : "jsonl";

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Rows a second since the job was first worked on, to one decimal; 0 where it was not.</summary>
    private static double Rate(JobReport job, DateTimeOffset now)
    {
        var seconds = job.StartedAt is { } started ? ((job.FinishedAt ?? now) - started).TotalSeconds : 0;
        return seconds > 0 ? Math.Round(job.Rows / seconds, 1) : 0;
    }
}
