using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Berlin.Client;

namespace Berlin.Cli.Tests.Client;

public sealed class BerlinClientTests
{
    private static readonly BerlinClientOptions Quick = new() { FirstDelay = TimeSpan.FromMilliseconds(1) };

    private static readonly Observation Taxi = new()
    {
        Id = "a1",
        At = new DateTimeOffset(2014, 4, 2, 0, 0, 0, TimeSpan.Zero),
        Features = new Dictionary<string, FeatureValue> { ["text"] = "taxi", ["amount"] = 12.5, ["vat"] = true, ["note"] = default },
        Target = "2770",
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ObserveAsync_Observation_IsSentAsDocumented()
    {
        var script = new ScriptedHandler(_ => Answer(200, """{"accepted":1,"duplicates":0,"rejected":[],"sequence":1}"""));
        using var client = Connect(script);
        var result = await client.ObserveAsync("accounts", [Taxi], Cancelled);
        Assert.Equal(1, result.Accepted);
        Assert.Equal("POST /v1/models/accounts/observations Bearer bk_1_s application/json", script.Requests[0]);
        Assert.Equal(
            """{"observations":[{"id":"a1","at":"2014-04-02T00:00:00+00:00","features":{"text":"taxi","amount":12.5,"vat":true,"note":null},"target":"2770"}]}""",
            script.Bodies[0]);
    }

    [Fact]
    public async Task PredictManyAsync_Instances_AreSentAndReadAsDocumented()
    {
        var script = new ScriptedHandler(_ => Answer(
            200,
            """{"prediction_id":"pr_1","model":"m","version":"live","observations":7,"instances":[{"predictions":[{"value":"2770","probability":0.93}]}]}"""));
        using var client = Connect(script);
        var result = await client.PredictManyAsync("m", [new Dictionary<string, FeatureValue> { ["text"] = "taxi" }], 2, cancellationToken: Cancelled);
        Assert.Equal("""{"instances":[{"features":{"text":"taxi"}}],"top":2}""", script.Bodies[0]);
        Assert.Equal(new Prediction("2770", 0.93), result.Instances.Single().Predictions.Single());
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task AnyCall_TransientRefusal_IsRepeated(int status)
    {
        var script = new ScriptedHandler(attempt => attempt < 3
            ? Answer(status, """{"error":"Busy.","code":"trainer.busy"}""", retryAfterSeconds: 0)
            : Answer(200, """{"status":"ready"}"""));
        using var client = Connect(script);
        Assert.Equal("ready", (await client.GetReadinessAsync(Cancelled)).Status);
        Assert.Equal(3, script.Requests.Count);
    }

    [Fact]
    public async Task AnyCall_RetryAfterBeyondTheBudget_EndsAtOnceAndTellsIt()
    {
        var script = new ScriptedHandler(_ => Answer(503, """{"error":"Busy.","code":"trainer.busy"}""", retryAfterSeconds: 3600));
        using var client = Connect(script);
        var refusal = await Assert.ThrowsAsync<BerlinApiException>(() => client.GetModelAsync("m", cancellationToken: Cancelled));
        Assert.Single(script.Requests);
        Assert.Equal(TimeSpan.FromHours(1), refusal.RetryAfter);
        Assert.Equal("trainer.busy", refusal.Code);
    }

    [Fact]
    public async Task AnyCall_LastingRefusal_EndsAfterTheBoundedTries()
    {
        var script = new ScriptedHandler(_ => Answer(503, """{"error":"Busy.","code":"trainer.busy"}"""));
        using var client = Connect(script, Quick with { MaxAttempts = 4 });
        await Assert.ThrowsAsync<BerlinApiException>(() => client.GetModelAsync("m", cancellationToken: Cancelled));
        Assert.Equal(4, script.Requests.Count);
    }

    [Fact]
    public async Task ObserveAsync_ConnectionThatBreaks_IsRepeatedWithTheSameBody()
    {
        var script = new ScriptedHandler(attempt => attempt == 1
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded)
            : Answer(200, """{"accepted":0,"duplicates":1,"rejected":[],"sequence":1}"""));
        using var client = Connect(script);
        var result = await client.ObserveAsync("m", [Taxi], Cancelled);
        Assert.Equal(1, result.Duplicates);
        Assert.Equal(script.Bodies[0], script.Bodies[1]);
    }

    [Fact]
    public async Task CreateTenantAsync_TransientRefusal_IsNotRepeated()
    {
        var script = new ScriptedHandler(_ => Answer(503, """{"error":"Busy.","code":"server.unavailable"}""", retryAfterSeconds: 0));
        using var client = Connect(script);
        await Assert.ThrowsAsync<BerlinApiException>(() => client.Tenants.CreateAsync("acme", Cancelled));
        Assert.Single(script.Requests);
    }

    [Fact]
    public async Task AnyCall_NothingListens_EndsAtOnce()
    {
        var script = new ScriptedHandler(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        using var client = Connect(script);
        var fault = await Assert.ThrowsAsync<BerlinUnreachableException>(() => client.GetReadinessAsync(Cancelled));
        Assert.False(fault.WasConnected);
        Assert.Single(script.Requests);
    }

    [Fact]
    public async Task AnyCall_AnswerOfAnotherServer_IsTold()
    {
        var script = new ScriptedHandler(_ => Answer(502, "<html>Bad gateway</html>"));
        using var client = Connect(script);
        var refusal = await Assert.ThrowsAsync<BerlinApiException>(() => client.GetReadinessAsync(Cancelled));
        Assert.Equal(BerlinApiException.UnknownAnswerCode, refusal.Code);
        Assert.Contains("502", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/../b", "/v1/models/a%2F..%2Fb")]
    [InlineData("ä b", "/v1/models/%C3%A4%20b")]
    public async Task AnyCall_OddName_StaysOnePathSegment(string name, string path)
    {
        var script = new ScriptedHandler(_ => Answer(404, """{"error":"No such model.","code":"model.not_found"}"""));
        using var client = Connect(script);
        await Assert.ThrowsAsync<BerlinApiException>(() => client.GetModelAsync(name, cancellationToken: Cancelled));
        Assert.StartsWith($"GET {path} ", script.Requests[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void FeatureValue_NumberThatIsNotFinite_IsRefused(double number)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureValue.FromDouble(number));
    }

    private static BerlinClient Connect(ScriptedHandler script, BerlinClientOptions? options = null)
    {
        return new BerlinClient(new Uri("http://berlin.test"), "bk_1_s", script, options ?? Quick);
    }

    private static HttpResponseMessage Answer(int status, string body, int? retryAfterSeconds = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (retryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        }

        return response;
    }
}
