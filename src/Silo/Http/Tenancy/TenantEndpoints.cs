using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Tenancy;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Json;
using Berlin.Silo.Http.Queries;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Tenancy;

/// <summary>Makes, lists, renames and deletes tenants.</summary>
internal sealed class TenantEndpoints(IGrainFactory grains, BodyReader bodies, IOptions<HttpLimitsOptions> options)
{
    private readonly HttpLimitsOptions _limits = options.Value;

    private ITenantDirectoryGrain Directory => grains.GetGrain<ITenantDirectoryGrain>(ITenantDirectoryGrain.Key);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var policy = CallerPolicy.Operator;
        endpoints.MapGet("/v1/tenants", (RequestDelegate)ListAsync).WithMetadata(policy, TenantDescriptions.List);
        endpoints.MapPost("/v1/tenants", (RequestDelegate)CreateAsync).WithMetadata(policy, TenantDescriptions.Create(_limits));
        endpoints.MapPut("/v1/tenants/{tenant}", (RequestDelegate)RenameAsync).WithMetadata(policy, TenantDescriptions.Rename(_limits));
        endpoints.MapDelete("/v1/tenants/{tenant}", (RequestDelegate)DeleteAsync).WithMetadata(policy, TenantDescriptions.Delete);
    }

    private async Task ListAsync(HttpContext context)
    {
        var after = QueryParameters.FindNameAfter(context.Request, "a tenant's");
        var limit = QueryParameters.ReadLimit(context.Request);
        var tenants = await Directory.ListAsync(after, limit + 1, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Tenants: tenants, Limit: limit), static (json, page) =>
            PageJson.Write(json, "tenants", page.Tenants, page.Limit, WriteTenant, tenant => tenant.Name));
    }

    private async Task CreateAsync(HttpContext context)
    {
        var name = await ReadNameAsync(context.Request);
        var created = await Directory.CreateAsync(name, context.RequestAborted);

        // The answer holds a secret that must not outlive it in any cache.
        context.Response.Headers.CacheControl = "no-store";
        JsonAnswer.Write(context.Response, StatusCodes.Status201Created, created, static (json, created) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, created.Name);
            json.WriteString("key"u8, created.Key);
            json.WriteEndObject();
        });
    }

    private async Task RenameAsync(HttpContext context)
    {
        var name = TenantRoute.Require(context);
        var newName = await ReadNameAsync(context.Request);
        await Directory.RenameAsync(name, newName, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, newName, static (json, newName) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, newName);
            json.WriteEndObject();
        });
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await Directory.DeleteAsync(TenantRoute.Require(context), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<string> ReadNameAsync(HttpRequest request)
    {
        MediaType.RequireJson(request);
        using var body = await bodies.ReadAsync(request, _limits.MaxDefinitionBodyBytes);
        using var document = JsonTree.Parse(body);
        JsonMembers.RequireOnly(document.RootElement, "name");
        return document.RootElement.TryGetProperty("name"u8, out var value) && value.ValueKind == JsonValueKind.String && Names.IsValid(value.GetString())
            ? value.GetString()!
            : throw new BerlinException(ErrorCodes.NameInvalid, $"name is not valid; it must be a string of {Names.Rule}.");
    }

    private static void WriteTenant(Utf8JsonWriter json, TenantReport tenant)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, tenant.Name);
        json.WriteString("created_at"u8, tenant.CreatedAt.UtcDateTime);
        json.WriteNumber("models"u8, tenant.Models);
        json.WriteEndObject();
    }
}
