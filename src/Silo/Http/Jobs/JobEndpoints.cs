using System.Globalization;
using Berlin.Grains;
using Berlin.Grains.Jobs;
using Berlin.Http;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Models;
using Berlin.Silo.Http.Predictions;
using Berlin.Silo.Http.Queries;
using Berlin.Silo.Http.Scoring;
using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Jobs;

/// <summary>Makes, shows, lists and removes jobs. A job's input is on disk before the job is.</summary>
internal sealed class JobEndpoints(
    IGrainFactory grains,
    IJobFiles files,
    JobResults results,
    ScoringSlots slots,
    IFaultInjector faults,
    IOptions<HttpLimitsOptions> limits,
    IOptions<ScoringOptions> scoring,
    IOptions<JobOptions> options,
    TimeProvider time)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var policy = CallerPolicy.Tenant(CallerScopes.Predict);
        endpoints.MapPost("/v1/jobs", (RequestDelegate)CreateAsync).WithMetadata(policy, JobDescriptions.Create(limits.Value, options.Value));
        endpoints.MapGet("/v1/jobs", (RequestDelegate)ListAsync).WithMetadata(policy, JobDescriptions.List());
        endpoints.MapGet("/v1/jobs/{id}", (RequestDelegate)ShowAsync).WithMetadata(policy, JobDescriptions.Show());
        endpoints.MapGet("/v1/jobs/{id}/result", (RequestDelegate)GetResultAsync).WithMetadata(policy, JobDescriptions.Result());
        endpoints.MapDelete("/v1/jobs/{id}", (RequestDelegate)RemoveAsync).WithMetadata(policy, JobDescriptions.Remove());
    }

    private static string ReadModel(HttpRequest request) => request.Query["model"] switch
    {
        [{ } name] when Names.IsValid(name) => name,
        [{ }] => throw ModelRoute.NotFound(),
        _ => throw new BerlinException(ErrorCodes.RequestInvalid, "The query parameter model is missing, or there more than once; it names the model that scores."),
    };

    private static long? ReadBefore(HttpRequest request) => QueryParameters.ReadSequenceAfter(request) is > 0 and var number ? number : null;

    private static BerlinException NotFound() => new(ErrorCodes.JobNotFound, "There is no job of that id.");

    private IJobGrain RequireGrain(HttpContext context)
    {
        var id = (string?)context.GetRouteValue("id") ?? "";
        return JobIds.IsValid(id) ? grains.GetGrain<IJobGrain>(Names.ModelKey(Caller.Of(context).Tenant, id)) : throw NotFound();
    }

    private async Task CreateAsync(HttpContext context)
    {
        var tenant = Caller.Of(context).Tenant;
        var model = ReadModel(context.Request);
        var input = RowFormats.OfBody(context.Request);
        var plan = new JobPlan
        {
            Input = input,
            Output = RowFormats.OfAnswer(context.Request, input),
            Top = TopQuery.Read(context.Request, limits.Value),
            Entity = EntityHeader.Find(context.Request),
        };
        await grains.GetGrain<IJobDirectoryGrain>(tenant).AdmitAsync(model, context.RequestAborted);
        var id = JobIds.Create();
        var size = await StoreInputAsync(context, id);
        faults.Pass(FaultPoint.Job_AfterInputBeforeCreate);
        var request = new JobRequest { Model = model, Options = plan.Write(), InputBytes = size };
        var job = await MakeAsync(Names.ModelKey(tenant, id), id, request, context.RequestAborted);
        context.Response.Headers.Location = $"/v1/jobs/{id}";
        JsonAnswer.Write(context.Response, StatusCodes.Status202Accepted, (Job: job, Now: time.GetUtcNow()), static (json, job) => JobJson.Write(json, job.Job, job.Now));
    }

    private async Task<long> StoreInputAsync(HttpContext context, string id)
    {
        using var slot = slots.Take();
        await using var body = UnboundedBody.Open(context, scoring.Value.ClientTimeout, time);
        try
        {
            return context.Request.ContentLength > options.Value.MaxInputBytes
                ? throw new JobInputTooLargeException(options.Value.MaxInputBytes)
                : await files.WriteInputAsync(id, body, options.Value.MaxInputBytes, context.RequestAborted);
        }
        catch (JobInputTooLargeException tooLarge)
        {
            throw new BerlinException(ErrorCodes.RequestTooLarge, $"The input is larger than {tooLarge.MaxBytes} bytes, the most that a job takes.");
        }
    }

    private async Task<JobReport> MakeAsync(string key, string id, JobRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.InputBytes > 0
                ? await grains.GetGrain<IJobGrain>(key).CreateAsync(request, cancellationToken)
                : throw new BerlinException(ErrorCodes.RequestInvalid, "The body is empty; it must hold at least one row.");
        }
        catch (BerlinException refused) when (!refused.IsTransient)
        {
            // After any other failure there may be a job; if there is none, the next start removes the input.
            await files.DeleteAsync(id, CancellationToken.None);
            throw;
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        var before = ReadBefore(context.Request);
        var limit = QueryParameters.ReadLimit(context.Request);
        var jobs = await grains.GetGrain<IJobDirectoryGrain>(Caller.Of(context).Tenant).ListAsync(before, limit + 1, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Jobs: jobs, Limit: limit, Now: time.GetUtcNow()), static (json, page) => PageJson.Write(
            json, "jobs", page.Jobs, page.Limit, (writer, job) => JobJson.Write(writer, job, page.Now), job => job.Number.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task ShowAsync(HttpContext context)
    {
        var job = await RequireGrain(context).DescribeAsync(context.RequestAborted) ?? throw NotFound();
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Job: job, Now: time.GetUtcNow()), static (json, job) => JobJson.Write(json, job.Job, job.Now));
    }

    private async Task GetResultAsync(HttpContext context)
    {
        var job = await RequireGrain(context).DescribeAsync(context.RequestAborted) ?? throw NotFound();
        await results.AnswerAsync(context, job);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        if (!await RequireGrain(context).RemoveAsync(context.RequestAborted))
        {
            throw NotFound();
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
