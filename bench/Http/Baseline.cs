namespace Berlin.Bench.Http;

/// <summary>A bare Kestrel that reads the body and answers as many bytes as Berlin does: what HTTP alone costs here.</summary>
internal static class Baseline
{
    private static readonly byte[] ObservationsAnswer = new byte[70];
    private static readonly byte[] PredictAnswer = new byte[260];

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapGet("/readyz", () => "ready");
        app.MapPost("/observations", context => AnswerAsync(context, ObservationsAnswer));
        app.MapPost("/predict", context => AnswerAsync(context, PredictAnswer));
        await app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext context, byte[] answer)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }
}
