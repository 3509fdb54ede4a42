using System.Text;
using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Serving;

namespace Berlin.Http.Tests.Scoring;

public sealed class ScoreTests
{
    [Fact]
    public async Task Csv_OfGoodRows_IsAnsweredRowByRow()
    {
        await using var silo = await ScoringModel.StartAsync();
        var answer = await silo.ScoreAsync("id,text,amount\r\nr1,taxi,12.50\r\n,\"hotel, \"\"Adlon\"\"\",\r\n", path: ScoringModel.Path + "?top=2");
        Assert.Equal((200, "text/csv; charset=utf-8"), ((int)answer.Status, answer.ContentType));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(
            "row,id,value_1,probability_1,value_2,probability_2,entity_observations,code,error\r\n1,r1,2770,0.93,,,,,\r\n2,,2770,0.93,,,,,\r\n",
            answer.Text);
        var (key, asked) = Assert.Single(silo.Head.Predicted);
        Assert.Equal(("acme/m", 2), (key, asked.Top));
        Assert.Equal(["""{"amount":12.5,"text":"taxi"}""", """{"text":"hotel, \"Adlon\""}"""], asked.Instances.Select(Encoding.UTF8.GetString));
        Assert.Null(asked.Entities);
    }

    [Fact]
    public async Task JsonLines_OfGoodRows_AreAnsweredRowByRow()
    {
        await using var silo = await ScoringModel.StartAsync();
        var answer = await silo.ScoreAsync(
            """
            {"id":"r1","features":{"text":"taxi","amount":12.50}}

            {"features":{"text":"hotel"},"entity":"card7"}
            """,
            "application/x-ndjson");
        Assert.Equal((200, "application/x-ndjson"), ((int)answer.Status, answer.ContentType));
        Assert.Equal(
            """
            {"row":1,"id":"r1","predictions":[{"value":"2770","probability":0.93}]}
            {"row":2,"entity":{"name":"card7","observations":5},"predictions":[{"value":"2770","probability":0.93}]}

            """,
            answer.Text);
        var asked = Assert.Single(silo.Head.Predicted).Request;
        Assert.Equal(["""{"amount":12.5,"text":"taxi"}""", """{"text":"hotel"}"""], asked.Instances.Select(Encoding.UTF8.GetString));
        Assert.Equal(new string?[] { null, "card7" }, asked.Entities);
        Assert.Equal(3, asked.Top);
    }

    [Theory]
    [InlineData("text/csv", null, "text/csv; charset=utf-8")]
    [InlineData("text/csv; charset=utf-8; header=present", "*/*", "text/csv; charset=utf-8")]
    [InlineData("text/csv", "application/x-ndjson", "application/x-ndjson")]
    [InlineData("text/csv", "text/csv;q=0.5, application/x-ndjson;q=0.9", "application/x-ndjson")]
    [InlineData("text/csv", "application/json", "text/csv; charset=utf-8")]
    [InlineData("application/x-ndjson", "text/csv", "text/csv; charset=utf-8")]
    [InlineData("application/x-ndjson", "text/*;;", "application/x-ndjson")]
    public async Task Answer_HasTheFormatThatAcceptPrefers(string contentType, string? accept, string answered)
    {
        await using var silo = await ScoringModel.StartAsync();
        var body = contentType.StartsWith("text", StringComparison.Ordinal) ? "text,amount\ntaxi,1\n" : """{"features":{"text":"taxi"}}""";
        var answer = await silo.ScoreAsync(body, contentType, headers: accept is null ? [] : [("Accept", accept)]);
        Assert.Equal((200, answered), ((int)answer.Status, answer.ContentType));
        Assert.Equal(answered.StartsWith("text", StringComparison.Ordinal) ? 2 : 1, answer.Lines().Length);
    }

    [Fact]
    public async Task Entity_OfARow_WinsOverTheHeader()
    {
        await using var silo = await ScoringModel.StartAsync();
        var answer = await silo.ScoreAsync("text,amount,entity\nhotel,,\ntaxi,1,card7\n", headers: ("Berlin-Entity", "c1"));
        Assert.Equal(("c1", "card7"), Assert.Single(silo.Head.Predicted).Request.Entities is [var first, var second] ? (first, second) : default);
        Assert.Equal(["1,,2770,0.93,,,,,2,,", "2,,2770,0.93,,,,,5,,"], answer.Lines()[1..]);
    }

    [Theory]
    [InlineData("text,amount\n", "row,id,value_1,probability_1,entity_observations,code,error")]
    [InlineData("text,amount", "row,id,value_1,probability_1,entity_observations,code,error")]
    [InlineData("amount,other,text\n1,x,a\n", "row,id,value_1,probability_1,entity_observations,code,error|1,,{\"amount\":1,\"text\":\"a\"}")]
    [InlineData("\ufefftext,amount\r\na,1", "row,id,value_1,probability_1,entity_observations,code,error|1,,{\"amount\":1,\"text\":\"a\"}")]
    [InlineData("\"text\",\"amount\"\n\n\r\na,1\n\n", "row,id,value_1,probability_1,entity_observations,code,error|1,,{\"amount\":1,\"text\":\"a\"}")]
    [InlineData("text,amount\n\"a\nb\",\n", "row,id,value_1,probability_1,entity_observations,code,error|1,,{\"text\":\"a\\nb\"}")]
    [InlineData("text,amount\n15\" monitor, -1e2 \n", "row,id,value_1,probability_1,entity_observations,code,error|1,,{\"amount\":-100,\"text\":\"15\\\" monitor\"}")]
    [InlineData("text,amount\n\"\",\"\"\n", "row,id,value_1,probability_1,entity_observations,code,error|1,,{}")]
    public async Task Csv_OfAnyGoodShape_IsReadAsWritten(string csv, string lines)
    {
        await using var silo = await ScoringModel.StartAsync();
        silo.Head.OnPredict = ScoringModel.Echo;
        var answer = await silo.ScoreAsync(csv, path: ScoringModel.Path + "?top=1");
        Assert.Equal(200, (int)answer.Status);
        var shown = answer.Lines().Select(line => line.Replace(",0.5,,,", "", StringComparison.Ordinal));
        Assert.Equal(lines, string.Join('|', shown.Select(Unquote)));

        static string Unquote(string line) =>
            line.Split(',', 3) is [var row, var id, ['"', .. var text, '"']] ? $"{row},{id},{text.Replace("\"\"", "\"", StringComparison.Ordinal)}" : line;
    }

    [Fact]
    public async Task Rows_BeyondASlice_StayInOrderAndNoneIsLost()
    {
        await using var silo = await ScoringModel.StartAsync(options => options.SliceRows = 7);
        silo.Head.OnPredict = ScoringModel.Echo;
        var body = new StringBuilder("text,amount,id\n");
        for (var row = 1; row <= 1000; row++)
        {
            body.Append(row % 10 == 0 ? $"\"a{row},1,r{row}\" x\n" : $"a{row},{row},r{row}\n");
        }

        var lines = (await silo.ScoreAsync(body.ToString(), headers: ("Accept", "application/x-ndjson"))).Lines();
        Assert.Equal(1000, lines.Length);
        foreach (var (index, line) in lines.Index())
        {
            var row = JsonDocument.Parse(line).RootElement;
            Assert.Equal(index + 1, row.GetProperty("row").GetInt32());
            Assert.Equal((index + 1) % 10 == 0, row.TryGetProperty("code", out _));
            Assert.True((index + 1) % 10 == 0 || row.GetProperty("id").GetString() == $"r{index + 1}");
        }

        Assert.All(silo.Head.Predicted, asked => Assert.InRange(asked.Request.Instances.Length, 1, 7));
    }

    [Fact]
    public async Task LargeTop_MakesSmallSlices()
    {
        await using var silo = await ScoringModel.StartAsync();
        var body = "text,amount\n" + string.Concat(Enumerable.Repeat("taxi,1\n", 100));
        Assert.Equal(101, (await silo.ScoreAsync(body, path: ScoringModel.Path + "?top=1000")).Lines().Length);
        Assert.Equal(100, silo.Head.Predicted.Sum(asked => asked.Request.Instances.Length));
        Assert.All(silo.Head.Predicted, asked => Assert.InRange(asked.Request.Instances.Length, 1, 16));
    }

    [Fact]
    public async Task Rows_ThatDoNotFitTheModel_AreTheOnlyOnesWithAFault()
    {
        await using var silo = await ScoringModel.StartAsync();
        silo.Head.OnPredict = request => request.Instances.Any(row => row.AsSpan().IndexOf("bad"u8) >= 0)
            ? throw new BerlinException(ErrorCodes.FeaturesInvalid, "features.text must be good.")
            : ScoringModel.Echo(request);
        var bad = new[] { 1, 2, 50, 99, 100 };
        var body = string.Join('\n', Enumerable.Range(1, 100).Select(row => $$$$"""{"features":{"text":"{{{{(bad.Contains(row) ? "bad" : "good")}}}}{{{{row}}}}"}}"""));
        var lines = (await silo.ScoreAsync(body, "application/x-ndjson")).Lines();
        Assert.Equal(100, lines.Length);
        Assert.Equal(
            bad.Select(row => $$"""{"row":{{row}},"code":"features.invalid","error":"features.text must be good."}"""),
            lines.Where(line => line.Contains("\"code\"", StringComparison.Ordinal)));
        Assert.All(lines.Where(line => !line.Contains("\"code\"", StringComparison.Ordinal)), line => Assert.Contains("good", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PassingFault_OfTheModel_IsPassedOver()
    {
        await using var silo = await ScoringModel.StartAsync();
        var tries = 0;
        silo.Head.OnPredict = request => Interlocked.Increment(ref tries) == 1
            ? throw new BerlinException(ErrorCodes.StoreUnavailable, "away", isTransient: true)
            : ScoringModel.Echo(request);
        Assert.Equal(2, (await silo.ScoreAsync("text,amount\na,1\n")).Lines().Length);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Model_ThatHasLearnedNothing_AnswersWithoutClasses()
    {
        await using var silo = await ScoringModel.StartAsync();
        silo.Head.OnPredict = request => new PredictResult { Observations = 0, Predictions = [.. request.Instances.Select(_ => Array.Empty<ScoredClass>())] };
        Assert.Equal("1,,,,,,", (await silo.ScoreAsync("text,amount\na,1\n", path: ScoringModel.Path + "?top=1")).Lines()[1]);
        var line = Assert.Single((await silo.ScoreAsync("""{"features":{}}""", "application/x-ndjson")).Lines());
        Assert.Equal("""{"row":1,"predictions":[]}""", line);
    }
}
