using System.Text;
using Berlin.Http.Tests.Fakes;
using Berlin.Silo.Http.Bodies;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Http.Tests.Silo;

/// <summary>Bodies at their bounds in bytes and time, with a length that is told, and in chunks without one.</summary>
public sealed class RequestBodyTests
{
    private const int Bound = 2048;
    private const string Head = $"""
        POST /v1/models/m/predict HTTP/1.1
        Host: silo
        Berlin-Join: {SiloUnderTest.JoinSecret}
        Berlin-Tenant: acme
        Berlin-Scopes: predict
        Content-Type: application/json

        """;

    [Theory]
    [InlineData(Bound - 1, false, 200)]
    [InlineData(Bound, false, 200)]
    [InlineData(Bound + 1, false, 413)]
    [InlineData(Bound - 1, true, 200)]
    [InlineData(Bound, true, 200)]
    [InlineData(Bound + 1, true, 413)]
    [InlineData(50 * Bound, true, 413)]
    public async Task Body_AtTheBound_IsRefusedAboveIt(int length, bool chunked, int status)
    {
        await using var silo = await SiloUnderTest.StartAsync(limits => limits.MaxPredictBodyBytes = Bound);
        await using var connection = await RawHttp.ConnectAsync(silo.Client.BaseAddress!);
        var body = Predict(length);
        if (chunked)
        {
            await connection.SendAsync(Lines(Head + "Transfer-Encoding: chunked\n\n"));
            foreach (var piece in body.Chunk(97))
            {
                await connection.SendChunkAsync(piece);
            }

            await connection.SendChunkAsync([]);
        }
        else
        {
            await connection.SendAsync(Lines(Head + $"Content-Length: {length}\n\n"));
            await connection.SendAsync(body);
        }

        var answer = await connection.ReadAsync();

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 413, answer.Body == """{"error":"The body is larger than 2048 bytes, the most that this route takes.","code":"request.too_large"}""");
        Assert.Equal(status == 200 ? 1 : 0, silo.Head.Predicted.Count);
        Assert.Equal(0, silo.Services.GetRequiredService<BodyBudget>().HeldBytes);
    }

    [Fact]
    public async Task Body_ClaimedLargerThanTheBound_IsRefusedUnread()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        await using var connection = await RawHttp.ConnectAsync(silo.Client.BaseAddress!);
        await connection.SendAsync(Lines(Head + "Content-Length: 9999999999999\n\n"));
        Assert.Equal(413, (await connection.ReadAsync()).Status);
    }

    [Fact]
    public async Task Body_ThatStopsArriving_IsGivenUp()
    {
        await using var silo = await SiloUnderTest.StartAsync(limits => limits.BodyTimeout = TimeSpan.FromSeconds(1));
        await using var connection = await RawHttp.ConnectAsync(silo.Client.BaseAddress!);
        await connection.SendAsync(Lines(Head + "Content-Length: 100\n\n{"));
        var answer = await connection.ReadAsync();
        Assert.Equal((408, """{"error":"The body did not arrive within 1 seconds.","code":"request.timed_out"}"""), (answer.Status, answer.Body));
        Assert.Equal(0, silo.Services.GetRequiredService<BodyBudget>().HeldBytes);
    }

    [Fact]
    public async Task Body_BrokenAsChunks_IsRefused()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        await using var connection = await RawHttp.ConnectAsync(silo.Client.BaseAddress!);
        await connection.SendAsync(Lines(Head + "Transfer-Encoding: chunked\n\nnot a length\n"));
        var answer = await connection.ReadAsync();
        Assert.Equal((400, """{"error":"The body is not framed as HTTP asks for, or ended early.","code":"request.invalid"}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Body_OverWhatTheServerMayHold_IsRefusedAndTheBudgetReturned()
    {
        await using var silo = await SiloUnderTest.StartAsync(limits =>
        {
            limits.MaxHeldBodyBytes = 1024 * 1024;
            limits.MaxObservationsBodyBytes = 1024 * 1024;
        });
        var budget = silo.Services.GetRequiredService<BodyBudget>();
        budget.Take(900_000);
        var body = $$"""{"observations":[{"id":"a","features":{"text":"{{new string('x', 60_000)}}"},"target":"x"},{"id":"b","features":{"text":"{{new string('x', 60_000)}}"},"target":"x"},{"id":"c","features":{"text":"{{new string('x', 60_000)}}"},"target":"x"}]}""";

        var refused = await silo.SendAsync("POST", "/v1/models/m/observations", body);
        refused.RequireError(503, "server.unavailable");
        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
        Assert.Equal(900_000, budget.HeldBytes);

        budget.Return(900_000);
        Assert.Equal(200, (int)(await silo.SendAsync("POST", "/v1/models/m/observations", body)).Status);
        Assert.Equal(0, budget.HeldBytes);
    }

    [Theory]
    [InlineData("k", "k/1")]
    [InlineData("two words", "two words/1")]
    public async Task IdempotencyKey_WithoutIds_NumbersTheRows(string key, string id)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var request = SiloUnderTest.Request("POST", "/v1/models/m/observations", """{"observations":[{"id":"own","features":{},"target":"x"},{"features":{},"target":"x"}]}"""u8.ToArray());
        request.Headers.Add("Idempotency-Key", key);
        Assert.Equal(200, (int)(await silo.SendAsync(request)).Status);
        Assert.Equal(["own", id], Assert.Single(silo.Trainer.Observed).Observations.Select(row => row.Id));
    }

    [Theory]
    [InlineData("Idempotency-Key: a\nIdempotency-Key: b\n")]
    [InlineData("Idempotency-Key: schl\u00fcssel\n")]
    [InlineData("Idempotency-Key:\n")]
    public async Task IdempotencyKey_ThatIsNone_IsRefused(string header)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        await using var connection = await RawHttp.ConnectAsync(silo.Client.BaseAddress!);
        await connection.SendAsync(Lines(Head.Replace("/predict", "/observations", StringComparison.Ordinal).Replace("Scopes: predict", "Scopes: observe", StringComparison.Ordinal) + header + "Content-Length: 2\n\n{}"));
        Assert.Equal(400, (await connection.ReadAsync()).Status);
        Assert.Empty(silo.Trainer.Observed);
    }

    private static byte[] Predict(int length) => Encoding.ASCII.GetBytes($$"""{"features":{"a":"{{new string('x', length - 21)}}" } }""".Replace(" } }", "}}", StringComparison.Ordinal));

    private static string Lines(string text) => text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
}
