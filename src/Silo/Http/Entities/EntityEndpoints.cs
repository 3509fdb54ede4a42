using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Grains.Serving;
using Berlin.Http;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Models;
using Berlin.Silo.Http.Paths;
using Berlin.Silo.Http.Queries;

namespace Berlin.Silo.Http.Entities;

/// <summary>Lists and shows the entities of a model.</summary>
internal sealed class EntityEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var policy = CallerPolicy.Tenant(CallerScopes.Manage);
        endpoints.MapGet("/v1/models/{model}/entities", (RequestDelegate)ListAsync).WithMetadata(policy, EntityDescriptions.List);
        endpoints.MapGet("/v1/models/{model}/entities/{entity}", (RequestDelegate)ShowAsync).WithMetadata(policy, EntityDescriptions.Show);
    }

    private static void WriteListed(Utf8JsonWriter json, EntityReport entity)
    {
        json.WriteStartObject();
        WriteReport(json, entity);
        json.WriteEndObject();
    }

    private static void WriteDescribed(Utf8JsonWriter json, EntityDescription entity)
    {
        json.WriteStartObject();
        WriteReport(json, entity.Entity);
        if (entity.Classes is { } classes)
        {
            json.WriteNumber("classes"u8, classes);
            json.WriteNumber("cells"u8, entity.Cells ?? 0);
            json.WriteNumber("memory_bytes"u8, entity.MemoryBytes ?? 0);
        }

        json.WriteEndObject();
    }

    private static void WriteReport(Utf8JsonWriter json, EntityReport entity)
    {
        json.WriteString("entity"u8, entity.Entity);
        json.WriteNumber("observations"u8, entity.Observations);
        json.WriteNumber("last_sequence"u8, entity.LastSequence);
        json.WriteString("last_at"u8, entity.LastAt.UtcDateTime);
    }

    private async Task ListAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        var after = QueryParameters.FindEntityAfter(context.Request);
        var limit = QueryParameters.ReadLimit(context.Request);
        var entities = await grains.GetGrain<IModelGrain>(key).ListEntitiesAsync(after, limit + 1, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Entities: entities, Limit: limit), static (json, page) =>
            PageJson.Write(json, "entities", page.Entities, page.Limit, WriteListed, entity => entity.Entity));
    }

    private async Task ShowAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        var entity = PathText.RequireEntity(context);
        var described = await grains.GetGrain<IModelGrain>(key).DescribeEntityAsync(entity, context.RequestAborted)
            ?? throw new BerlinException(ErrorCodes.EntityNotFound, "The model has no observation of that entity.");
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, described, WriteDescribed);
    }
}
