using System.Text;
using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Training;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Json;
using Berlin.Silo.Http.Models;
using Berlin.Silo.Http.Paths;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Observations;

/// <summary><c>PUT /v1/models/{model}/observations/{id}</c>: another target for an observation that is stored.</summary>
internal sealed class CorrectEndpoint(IGrainFactory grains, BodyReader bodies, IOptions<HttpLimitsOptions> options)
{
    private readonly HttpLimitsOptions _limits = options.Value;

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPut("/v1/models/{model}/observations/{id}", (RequestDelegate)CorrectAsync)
            .WithMetadata(CallerPolicy.Tenant(CallerScopes.Observe), CorrectDescription.Create(_limits));

    private static string ReadTarget(JsonElement document)
    {
        JsonMembers.RequireOnly(document, "target");
        return document.TryGetProperty("target"u8, out var value) && value.ValueKind == JsonValueKind.String
            && ObservationRules.IsTarget(Encoding.UTF8.GetBytes(value.GetString()!))
            ? value.GetString()!
            : throw new BerlinException(ErrorCodes.ObservationInvalid, $"target is not {ObservationRules.Target}.");
    }

    private async Task CorrectAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        var id = PathText.RequireObservationId(context);
        MediaType.RequireJson(context.Request);
        Correction correction;
        using (var body = await bodies.ReadAsync(context.Request, _limits.MaxDefinitionBodyBytes))
        using (var document = JsonTree.Parse(body))
        {
            correction = new Correction { Id = id, Target = ReadTarget(document.RootElement) };
        }

        var result = await grains.GetGrain<ITrainerGrain>(key).AskAsync(trainer => trainer.CorrectAsync(correction, context.RequestAborted));
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Correction: correction, Result: result), static (json, answer) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, answer.Correction.Id);
            json.WriteString("target"u8, answer.Correction.Target);
            json.WriteString("previous_target"u8, answer.Result.PreviousTarget);
            json.WriteNumber("sequence"u8, answer.Result.Sequence);
            json.WriteEndObject();
        });
    }
}
