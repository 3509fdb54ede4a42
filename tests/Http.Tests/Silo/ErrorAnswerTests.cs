using System.Reflection;
using Berlin.Grains;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Silo;

/// <summary>What grains throw, as clients see it.</summary>
public sealed class ErrorAnswerTests
{
    public static TheoryData<string> Codes => [.. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!)];

    [Fact]
    public void Table_HasEveryCodeAndNoOther() => Assert.Equal(Codes.Select(row => row.Data).Order(), ErrorTable.Codes.Order());

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task ErrorOfAGrain_WithACode_IsAnsweredWithItsStatus(string code)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Head.OnPredict = _ => throw new BerlinException(code, "Something is wrong with tenant acme.");
        var answer = await silo.SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""");

        Assert.True(ErrorTable.TryFind(code, out var row));
        answer.RequireError(row.Status, code, row.FixedText ?? "Something is wrong with tenant acme.");
        Assert.Equal(row.Status is 429 or 503, answer.Headers.Contains("Retry-After"));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task UnexpectedFailure_OfAGrain_TellsNothingOfItself()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Head.OnPredict = _ => throw new InvalidDataException("/var/lib/berlin/secret");
        var answer = await silo.SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""");
        answer.RequireError(500, "server.fault", "Berlin failed to answer; the server's log holds the details.");
        Assert.Equal(200, (int)(await silo.SendAsync("GET", "/livez")).Status);
    }

    [Fact]
    public async Task UnknownCode_OfAGrain_IsAFault()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Head.OnPredict = _ => throw new BerlinException("no.such_code", "Secret.");
        (await silo.SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""")).RequireError(500, "server.fault", "Berlin failed to answer; the server's log holds the details.");
    }

    [Fact]
    public async Task Timeout_OfAGrain_MayBeRepeated()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Head.OnPredict = _ => throw new TimeoutException("Response did not arrive on time in 00:00:30 for message: Request.");
        var answer = await silo.SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""");
        answer.RequireError(503, "silo.unavailable", "The answer took too long and its outcome is unknown; repeat the call.");
        Assert.Equal("1", Assert.Single(answer.Headers.GetValues("Retry-After")));
    }

    [Fact]
    public async Task Overload_OfAGrain_MayBeRepeated()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Head.OnPredict = _ => throw new LimitExceededException("Too many messages.");
        var answer = await silo.SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""");
        answer.RequireError(503, "server.unavailable", "The server has more calls waiting than it may; repeat the call.");
    }

    [Theory]
    [InlineData(1, true, 200, 2)]
    [InlineData(2, true, 503, 2)]
    [InlineData(1, false, 503, 1)]
    public async Task Observe_WhileTheTrainerMoves_IsRepeatedOnce(int moves, bool isTransient, int status, int calls)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var left = moves;
        silo.Trainer.OnObserve = rows => left-- > 0
            ? throw new BerlinException(ErrorCodes.TrainerMoved, "Another trainer has taken the stream; repeat the call.", isTransient)
            : RecordingTrainer.AcceptAll(rows);
        var answer = await silo.SendAsync("POST", "/v1/models/m/observations", """{"observations":[{"id":"a","features":{},"target":"x"}]}""");
        Assert.Equal((status, calls), ((int)answer.Status, silo.Trainer.Observed.Count));
    }

    [Fact]
    public async Task Observe_WhereEveryRowIsRejected_StillTellsTheSequence()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var answer = await silo.SendAsync("POST", "/v1/models/m/observations", """{"observations":[5]}""");
        Assert.Equal(1000, answer.Json.GetProperty("sequence").GetInt64());
        Assert.Empty(Assert.Single(silo.Trainer.Observed).Observations);
    }
}
