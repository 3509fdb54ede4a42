using System.Globalization;
using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Grains.Tenancy;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Json;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Models;

/// <summary>Defines, shows and lists a tenant's models.</summary>
internal sealed class ModelEndpoints(IGrainFactory grains, BodyReader bodies, IOptions<HttpLimitsOptions> options)
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;

    private readonly HttpLimitsOptions _limits = options.Value;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var policy = CallerPolicy.Tenant(CallerScopes.Manage);
        endpoints.MapGet("/v1/models", (RequestDelegate)ListAsync).WithMetadata(policy, ModelDescriptions.List(DefaultPage, MaxPage));
        endpoints.MapGet("/v1/models/{model}", (RequestDelegate)ShowAsync).WithMetadata(policy, ModelDescriptions.Show);
        endpoints.MapPut("/v1/models/{model}", (RequestDelegate)DefineAsync).WithMetadata(policy, ModelDescriptions.Define(_limits));
    }

    private async Task DefineAsync(HttpContext context)
    {
        var key = ModelRoute.RequireNewKey(context);
        MediaType.RequireJson(context.Request);
        ModelDefinition definition;
        using (var body = await bodies.ReadAsync(context.Request, _limits.MaxDefinitionBodyBytes))
        using (var document = JsonTree.Parse(body))
        {
            definition = ModelDefinitionReader.Read(document.RootElement);
        }

        var result = await grains.GetGrain<IModelGrain>(key).DefineAsync(definition, context.RequestAborted);
        var status = result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        JsonAnswer.Write(context.Response, status, result.Model, ModelJson.Write);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        var withDigest = ReadDigest(context.Request);
        var model = await grains.GetGrain<IModelGrain>(key).DescribeAsync(withDigest, context.RequestAborted) ?? throw ModelRoute.NotFound();
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, model, ModelJson.Write);
    }

    private async Task ListAsync(HttpContext context)
    {
        var after = ReadAfter(context.Request);
        var limit = ReadLimit(context.Request);

        // One more than is shown tells whether there is a next page.
        var models = await grains.GetGrain<ITenantDirectoryGrain>(ITenantDirectoryGrain.Key)
            .ListModelsAsync(Caller.Of(context).Tenant, after, limit + 1, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Models: models, Limit: limit), static (json, page) =>
        {
            var shown = page.Models.AsSpan(0, Math.Min(page.Models.Length, page.Limit));
            json.WriteStartObject();
            json.WriteStartArray("models"u8);
            foreach (var model in shown)
            {
                ModelJson.Write(json, model);
            }

            json.WriteEndArray();
            json.WriteString("next"u8, page.Models.Length > page.Limit ? shown[^1].Name : null);
            json.WriteEndObject();
        });
    }

    private static string? ReadAfter(HttpRequest request)
    {
        var values = request.Query["after"];
        return values switch
        {
            [] => null,
            [{ } name] when Names.IsValid(name) => name,
            _ => throw Invalid($"The query parameter after is not a model's name ({Names.Rule})."),
        };
    }

    private static int ReadLimit(HttpRequest request) => request.Query["limit"] switch
    {
        [] => DefaultPage,
        [{ } text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxPage => limit,
        _ => throw Invalid($"The query parameter limit is not an integer from 1 to {MaxPage}."),
    };

    private static bool ReadDigest(HttpRequest request) => request.Query["digest"] switch
    {
        [] or ["false"] => false,
        ["true"] => true,
        _ => throw Invalid("The query parameter digest is neither true nor false."),
    };

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);
}
