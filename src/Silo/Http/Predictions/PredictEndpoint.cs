using System.Text.Json;
using Berlin.Grains.Serving;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Models;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Predictions;

/// <summary><c>POST /v1/models/{model}/predict</c>.</summary>
internal sealed class PredictEndpoint(IGrainFactory grains, BodyReader bodies, IOptions<HttpLimitsOptions> options)
{
    private readonly HttpLimitsOptions _limits = options.Value;

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/models/{model}/predict", (RequestDelegate)PredictAsync)
            .WithMetadata(CallerPolicy.Tenant(CallerScopes.Predict), PredictDescription.Create(_limits));

    private async Task PredictAsync(HttpContext context)
    {
        var key = ModelRoute.RequireKey(context);
        MediaType.RequireJson(context.Request);
        var entity = EntityHeader.Find(context.Request);
        PredictRequest asked;
        using (var body = await bodies.ReadAsync(context.Request, _limits.MaxPredictBodyBytes))
        {
            asked = PredictBodyReader.Read(body, _limits, entity);
        }

        var scores = await grains.GetGrain<ILiveHeadGrain>(key).PredictAsync(asked, context.RequestAborted);
        JsonAnswer.Write(
            context.Response, StatusCodes.Status200OK, new Answer(PredictionId.Create(), ModelRoute.Name(context), scores, asked), WriteAnswer);
    }

    private static void WriteAnswer(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject();
        json.WriteString("prediction_id"u8, answer.PredictionId);
        json.WriteString("model"u8, answer.Model);
        json.WriteString("version"u8, "live"u8);
        json.WriteNumber("observations"u8, answer.Scores.Observations);
        if (answer.Asked.IsBatch)
        {
            json.WriteStartArray("instances"u8);
            for (var row = 0; row < answer.Scores.Predictions.Length; row++)
            {
                json.WriteStartObject();
                WriteRow(json, answer, row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else
        {
            WriteRow(json, answer, 0);
        }

        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, in Answer answer, int row)
    {
        if (answer.Scores.EntityObservations?[row] is { } observations)
        {
            json.WriteStartObject("entity"u8);
            json.WriteString("name"u8, answer.Asked.Entities![row]);
            json.WriteNumber("observations"u8, observations);
            json.WriteEndObject();
        }

        json.WriteStartArray("predictions"u8);
        foreach (var scored in answer.Scores.Predictions[row])
        {
            json.WriteStartObject();
            json.WriteString("value"u8, scored.Value);
            json.WriteNumber("probability"u8, scored.Probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private readonly record struct Answer(string PredictionId, string Model, PredictResult Scores, PredictRequest Asked);
}
