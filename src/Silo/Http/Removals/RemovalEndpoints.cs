using Berlin.Grains;
using Berlin.Grains.Training;
using Berlin.Http;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Models;
using Berlin.Silo.Http.Observations;
using Berlin.Silo.Http.Paths;

namespace Berlin.Silo.Http.Removals;

/// <summary>Removes observations from a stream, and what was learned of them: one, those of a subject, those of an entity.</summary>
internal sealed class RemovalEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var policy = CallerPolicy.Tenant(CallerScopes.Manage);
        endpoints.MapDelete("/v1/models/{model}/observations/{id}", (RequestDelegate)RemoveObservationAsync).WithMetadata(policy, RemovalDescriptions.Observation);
        endpoints.MapDelete("/v1/models/{model}/subjects/{subject}", (RequestDelegate)RemoveSubjectAsync).WithMetadata(policy, RemovalDescriptions.Subject);
        endpoints.MapDelete("/v1/models/{model}/entities/{entity}", (RequestDelegate)RemoveEntityAsync).WithMetadata(policy, RemovalDescriptions.Entity);
    }

    private static void Answer(HttpContext context, RemoveResult result) =>
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, result, static (json, result) =>
        {
            json.WriteStartObject();
            json.WriteNumber("removed"u8, result.Removed);
            json.WriteNumber("log_generation"u8, result.LogGeneration);
            json.WriteEndObject();
        });

    private async Task RemoveObservationAsync(HttpContext context)
    {
        var result = await RemoveAsync(context, new Removal { Observation = PathText.RequireObservationId(context) });
        if (result.Removed == 0)
        {
            throw new BerlinException(ErrorCodes.ObservationNotFound, "The model has no observation of that id.");
        }

        Answer(context, result);
    }

    private async Task RemoveSubjectAsync(HttpContext context) =>
        Answer(context, await RemoveAsync(context, new Removal { Subject = PathText.RequireSubject(context) }));

    private async Task RemoveEntityAsync(HttpContext context) =>
        Answer(context, await RemoveAsync(context, new Removal { Entity = PathText.RequireEntity(context) }));

    private Task<RemoveResult> RemoveAsync(HttpContext context, Removal removal) =>
        grains.GetGrain<ITrainerGrain>(ModelRoute.RequireKey(context)).AskAsync(trainer => trainer.RemoveAsync(removal, context.RequestAborted));
}
