using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Tenancy;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Json;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Tenancy;

/// <summary><c>POST /v1/tenants</c>: makes a tenant and tells its first key, once.</summary>
internal sealed class TenantEndpoint(IGrainFactory grains, BodyReader bodies, IOptions<HttpLimitsOptions> options)
{
    private readonly HttpLimitsOptions _limits = options.Value;

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/tenants", (RequestDelegate)CreateAsync).WithMetadata(CallerPolicy.Operator, TenantDescription.Create(_limits));

    private static string ReadName(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            throw new BerlinException(ErrorCodes.RequestInvalid, $"The body is {JsonTree.KindOf(document)}; it must be an object with the member name.");
        }

        foreach (var member in document.EnumerateObject())
        {
            if (!member.NameEquals("name"u8))
            {
                throw new BerlinException(ErrorCodes.RequestInvalid, $"The body has the member {JsonText.Show(member.Name)}; it takes name only.");
            }
        }

        return document.TryGetProperty("name"u8, out var value) && value.ValueKind == JsonValueKind.String && Names.IsValid(value.GetString())
            ? value.GetString()!
            : throw new BerlinException(ErrorCodes.NameInvalid, $"name is not valid; it must be a string of {Names.Rule}.");
    }

    private async Task CreateAsync(HttpContext context)
    {
        MediaType.RequireJson(context.Request);
        string name;
        using (var body = await bodies.ReadAsync(context.Request, _limits.MaxDefinitionBodyBytes))
        using (var document = JsonTree.Parse(body))
        {
            name = ReadName(document.RootElement);
        }

        var created = await grains.GetGrain<ITenantDirectoryGrain>(ITenantDirectoryGrain.Key).CreateAsync(name, context.RequestAborted);

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
}
