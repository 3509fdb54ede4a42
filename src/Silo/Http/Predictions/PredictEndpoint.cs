using System.Text.Json;
using Berlin.Grains.Training;
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
        PredictRequest asked;
        using (var body = await bodies.ReadAsync(context.Request, _limits.MaxPredictBodyBytes))
        {
            asked = PredictBodyReader.Read(body, _limits);
        }

        var scores = await grains.GetGrain<ITrainerGrain>(key).PredictAsync(asked, context.RequestAborted);
        JsonAnswer.Write(
            context.Response, StatusCodes.Status200OK, new Answer(PredictionId.Create(), ModelRoute.Name(context), scores, asked.IsBatch), WriteAnswer);
    }

    private static void WriteAnswer(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject();
        json.WriteString("prediction_id"u8, answer.PredictionId);
        json.WriteString("model"u8, answer.Model);
        json.WriteString("version"u8, "live"u8);
        json.WriteNumber("observations"u8, answer.Scores.Observations);
        if (answer.IsBatch)
        {
            json.WriteStartArray("instances"u8);
            foreach (var row in answer.Scores.Predictions)
            {
                json.WriteStartObject();
                WritePredictions(json, row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else
        {
            WritePredictions(json, answer.Scores.Predictions[0]);
        }

        json.WriteEndObject();
    }

    private static void WritePredictions(Utf8JsonWriter json, ScoredClass[] row)
    {
        json.WriteStartArray("predictions"u8);
        foreach (var scored in row)
        {
            json.WriteStartObject();
            json.WriteString("value"u8, scored.Value);
            json.WriteNumber("probability"u8, scored.Probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private readonly record struct Answer(string PredictionId, string Model, PredictResult Scores, bool IsBatch);
}
