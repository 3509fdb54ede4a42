using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Models;
using Berlin.Silo.Http.Predictions;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Scoring;

/// <summary><c>POST /v1/models/{model}/score</c>: rows in, rows out, of any number, in bounded memory.</summary>
internal sealed class ScoreEndpoint(
    IGrainFactory grains,
    ScoringRuns runs,
    ScoringSlots slots,
    IOptions<HttpLimitsOptions> limits,
    IOptions<ScoringOptions> options,
    TimeProvider time,
    ILogger<ScoredAnswer> logger)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/models/{model}/score", (RequestDelegate)ScoreAsync)
            .WithMetadata(CallerPolicy.Tenant(CallerScopes.Predict), ScoreDescription.Create(limits.Value, options.Value));

    private async Task ScoreAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        var input = RowFormats.OfBody(context.Request);
        var output = RowFormats.OfAnswer(context.Request, input);
        var top = TopQuery.Read(context.Request, limits.Value);
        var entity = EntityHeader.Find(context.Request);
        using var slot = slots.Take();
        var definition = await grains.GetGrain<IModelGrain>(key).FindDefinitionAsync(context.RequestAborted) ?? throw ModelRoute.NotFound();
        await using var body = UnboundedBody.Open(context, options.Value.ClientTimeout, time);
        await using var run = runs.Create(new ScoringPlan(key, definition, input, output, top, entity), body);

        // Nothing is answered before the first rows are: what is wrong with all of them has its status.
        var start = (await run.BeginAsync(context.RequestAborted)).ToArray();
        var first = await run.NextAsync(context.RequestAborted);
        if (first is null && input == RowFormat.JsonLines)
        {
            throw new BerlinException(ErrorCodes.RequestInvalid, "The body holds no row; it must hold at least one.");
        }

        await new ScoredAnswer(context, run, body, options.Value, time, logger).WriteAsync(start, output, first);
    }
}
