using System.Text.Json;
using System.Text.Json.Serialization;
using Berlin.Silo.Http.Scoring;

namespace Berlin.Silo.Http.Jobs;

/// <summary>What a job's options say. It is stored with the job, so members are added and never change their meaning.</summary>
internal sealed record JobPlan
{
    /// <summary>How rows are read.</summary>
    public required RowFormat Input { get; init; }

    /// <summary>How they are written.</summary>
    public required RowFormat Output { get; init; }

    /// <summary>Most classes per row.</summary>
    public required int Top { get; init; }

    /// <summary>Whose own model answers for rows that name none, or null.</summary>
    public string? Entity { get; init; }

    /// <summary>The plan of what <see cref="Write"/> wrote.</summary>
    public static JobPlan Read(string options) => JsonSerializer.Deserialize(options, JobPlanJson.Default.JobPlan)!;

    public string Write() => JsonSerializer.Serialize(this, JobPlanJson.Default.JobPlan);
}

/// <summary>How plans are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JobPlan))]
internal sealed partial class JobPlanJson : JsonSerializerContext;
