using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Training;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Models;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Observations;

/// <summary><c>POST /v1/models/{model}/observations</c>: 200 means that the accepted observations are stored.</summary>
internal sealed class ObserveEndpoint(IGrainFactory grains, BodyReader bodies, IOptions<HttpLimitsOptions> options)
{
    internal const string IdempotencyKeyHeader = "Idempotency-Key";

    private readonly HttpLimitsOptions _limits = options.Value;

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/models/{model}/observations", (RequestDelegate)ObserveAsync)
            .WithMetadata(CallerPolicy.Tenant(CallerScopes.Observe), ObserveDescription.Create(_limits));

    private static string? ReadIdempotencyKey(HttpRequest request)
    {
        var values = request.Headers[IdempotencyKeyHeader];
        if (values.Count == 0)
        {
            return null;
        }

        return values.Count == 1 && values[0] is { } key && ObservationRules.IsIdempotencyKey(key)
            ? key
            : throw new BerlinException(ErrorCodes.RequestInvalid, $"The header {IdempotencyKeyHeader} is not {ObservationRules.IdempotencyKey}.");
    }

    private async Task ObserveAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        var isLines = MediaType.RequireJsonOrLines(context.Request);
        var idempotencyKey = ReadIdempotencyKey(context.Request);
        ObservationBatch batch;
        using (var body = await bodies.ReadAsync(context.Request, _limits.MaxObservationsBodyBytes))
        {
            batch = isLines
                ? ObservationBatchReader.ReadLines(body, _limits, idempotencyKey)
                : ObservationBatchReader.ReadJson(body, _limits, idempotencyKey);
        }

        Observation[] observations = [.. batch.Rows];
        var stored = await grains.GetGrain<ITrainerGrain>(key).AskAsync(trainer => trainer.ObserveAsync(observations, context.RequestAborted));
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Stored: stored, RefusedWhenRead: batch.Rejected), WriteAnswer);
    }

    private static void WriteAnswer(Utf8JsonWriter json, (ObserveResult Stored, List<RejectedObservation> RefusedWhenRead) answer)
    {
        json.WriteStartObject();
        json.WriteNumber("accepted"u8, answer.Stored.Accepted);
        json.WriteNumber("duplicates"u8, answer.Stored.Duplicates);
        json.WriteStartArray("rejected"u8);
        WriteRejected(json, answer.RefusedWhenRead, answer.Stored.Rejected);
        json.WriteEndArray();
        json.WriteNumber("sequence"u8, answer.Stored.Sequence);
        json.WriteEndObject();
    }

    /// <summary>Both lists stand in the order of the request; so does what is written.</summary>
    private static void WriteRejected(Utf8JsonWriter json, List<RejectedObservation> whenRead, RejectedObservation[] whenStored)
    {
        var (read, stored) = (0, 0);
        while (read < whenRead.Count || stored < whenStored.Length)
        {
            var takeRead = stored == whenStored.Length || (read < whenRead.Count && whenRead[read].Index < whenStored[stored].Index);
            var rejected = takeRead ? whenRead[read++] : whenStored[stored++];
            json.WriteStartObject();
            json.WriteNumber("index"u8, rejected.Index);
            json.WriteString("code"u8, rejected.Code);
            json.WriteString("error"u8, rejected.Error);
            json.WriteEndObject();
        }
    }
}
