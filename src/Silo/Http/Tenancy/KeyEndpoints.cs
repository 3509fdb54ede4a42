using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Tenancy;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Json;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Tenancy;

/// <summary>Lists, makes, rotates and revokes the API keys of a tenant.</summary>
internal sealed class KeyEndpoints(IGrainFactory grains, BodyReader bodies, IOptions<HttpLimitsOptions> options, TimeProvider time)
{
    private readonly HttpLimitsOptions _limits = options.Value;

    private ITenantDirectoryGrain Directory => grains.GetGrain<ITenantDirectoryGrain>(ITenantDirectoryGrain.Key);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var policy = CallerPolicy.Tenant(CallerScopes.Manage);
        endpoints.MapGet("/v1/keys", (RequestDelegate)ListAsync).WithMetadata(policy, KeyDescriptions.List);
        endpoints.MapPost("/v1/keys", (RequestDelegate)IssueAsync).WithMetadata(policy, KeyDescriptions.Issue(_limits));
        endpoints.MapPost("/v1/keys/{id}/rotate", (RequestDelegate)RotateAsync).WithMetadata(policy, KeyDescriptions.Rotate(_limits));
        endpoints.MapDelete("/v1/keys/{id}", (RequestDelegate)RevokeAsync).WithMetadata(policy, KeyDescriptions.Revoke);
        endpoints.MapPost("/v1/tenants/{tenant}/keys", (RequestDelegate)IssueForTenantAsync).WithMetadata(CallerPolicy.Operator, KeyDescriptions.IssueForTenant(_limits));
    }

    private static BerlinException NotFound() => new(ErrorCodes.KeyNotFound, "The tenant has no such key that is valid now.");

    /// <summary>A key never grants what its maker lacks. An operator, who holds no scope of tenants, is asked as their helper and grants any.</summary>
    private static void RequireHeld(IEnumerable<string> asked, CallerScopes held)
    {
        if (asked.FirstOrDefault(scope => (CallerScopeNames.Parse(scope) & ~held) != 0) is { } missing)
        {
            throw new BerlinException(ErrorCodes.KeyScopeMissing, $"The API key lacks the scope {missing} and cannot give it to another key.");
        }
    }

    private static void Answer(HttpContext context, IssuedKey issued)
    {
        // The answer holds a secret that must not outlive it in any cache.
        context.Response.Headers.CacheControl = "no-store";
        JsonAnswer.Write(context.Response, StatusCodes.Status201Created, issued, KeyJson.WriteIssued);
    }

    private async Task ListAsync(HttpContext context)
    {
        var keys = await Directory.ListKeysAsync(Caller.Of(context).Tenant, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, keys, static (json, keys) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("keys"u8);
            foreach (var key in keys)
            {
                KeyJson.WriteListed(json, key);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task IssueAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var request = await ReadAsync(context.Request, document => KeyBodyReader.ReadRequest(document, time));
        RequireHeld(request.Scopes, caller.Scopes);
        Answer(context, await Directory.IssueKeyAsync(caller.Tenant, request, context.RequestAborted));
    }

    private async Task IssueForTenantAsync(HttpContext context)
    {
        var tenant = TenantRoute.Require(context);
        var request = await ReadAsync(context.Request, document => KeyBodyReader.ReadRequest(document, time));
        Answer(context, await Directory.IssueKeyAsync(tenant, request, context.RequestAborted));
    }

    private async Task RotateAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var id = (string?)context.GetRouteValue("id") ?? "";
        var grace = await ReadAsync(context.Request, KeyBodyReader.ReadGrace);

        // The successor's secret is told to the caller, who must not come to scopes by it.
        var keys = await Directory.ListKeysAsync(caller.Tenant, context.RequestAborted);
        var key = Array.Find(keys, key => key.Id == id) ?? throw NotFound();
        RequireHeld(key.Scopes, caller.Scopes);
        Answer(context, await Directory.RotateKeyAsync(caller.Tenant, id, grace, context.RequestAborted));
    }

    private async Task RevokeAsync(HttpContext context)
    {
        var id = (string?)context.GetRouteValue("id") ?? "";
        if (!KeyBodyReader.IsKeyId(id))
        {
            throw NotFound();
        }

        await Directory.RevokeKeyAsync(Caller.Of(context).Tenant, id, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<T> ReadAsync<T>(HttpRequest request, Func<JsonElement, T> read)
    {
        MediaType.RequireJson(request);
        using var body = await bodies.ReadAsync(request, _limits.MaxDefinitionBodyBytes);
        using var document = JsonTree.Parse(body);
        return read(document.RootElement);
    }
}
