using Berlin.Grains.Models;
using Berlin.Grains.Tenancy;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Json;
using Berlin.Silo.Http.Queries;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Models;

/// <summary>Defines, shows, lists and deletes a tenant's models.</summary>
internal sealed class ModelEndpoints(IGrainFactory grains, BodyReader bodies, IOptions<HttpLimitsOptions> options)
{
    private readonly HttpLimitsOptions _limits = options.Value;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var policy = CallerPolicy.Tenant(CallerScopes.Manage);
        endpoints.MapGet("/v1/models", (RequestDelegate)ListAsync).WithMetadata(policy, ModelDescriptions.List);
        endpoints.MapGet("/v1/models/{model}", (RequestDelegate)ShowAsync).WithMetadata(policy, ModelDescriptions.Show);
        endpoints.MapPut("/v1/models/{model}", (RequestDelegate)DefineAsync).WithMetadata(policy, ModelDescriptions.Define(_limits));
        endpoints.MapDelete("/v1/models/{model}", (RequestDelegate)DeleteAsync).WithMetadata(policy, ModelDescriptions.Delete);
    }

    private async Task DefineAsync(HttpContext context)
    {
        var key = ModelRoute.RequireNewKey(context);
        MediaType.RequireJson(context.Request);
        var condition = ModelRevision.ReadCondition(context.Request);
        ModelDefinition definition;
        using (var body = await bodies.ReadAsync(context.Request, _limits.MaxDefinitionBodyBytes))
        using (var document = JsonTree.Parse(body))
        {
            definition = ModelDefinitionReader.Read(document.RootElement);
        }

        var result = await grains.GetGrain<IModelGrain>(key).DefineAsync(definition, condition, context.RequestAborted);
        ModelRevision.Tell(context.Response, result.Model);
        var status = result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        JsonAnswer.Write(context.Response, status, result.Model, ModelJson.Write);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        var withDigest = QueryParameters.ReadFlag(context.Request, "digest");
        var model = await grains.GetGrain<IModelGrain>(key).DescribeAsync(withDigest, context.RequestAborted) ?? throw ModelRoute.NotFound();
        ModelRevision.Tell(context.Response, model);
        if (ModelRevision.IsKnown(context.Request, model))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, model, ModelJson.Write);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        if (!await grains.GetGrain<IModelGrain>(key).DeleteAsync(context.RequestAborted))
        {
            throw ModelRoute.NotFound();
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ListAsync(HttpContext context)
    {
        var after = QueryParameters.FindNameAfter(context.Request, "a model's");
        var limit = QueryParameters.ReadLimit(context.Request);
        var models = await grains.GetGrain<ITenantDirectoryGrain>(ITenantDirectoryGrain.Key)
            .ListModelsAsync(Caller.Of(context).Tenant, after, limit + 1, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Models: models, Limit: limit), static (json, page) =>
            PageJson.Write(json, "models", page.Models, page.Limit, ModelJson.Write, model => model.Name));
    }
}
