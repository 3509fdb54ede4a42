using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Grains.Training;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Silo;

/// <summary>Entities, corrections, removals, and conditions on definitions.</summary>
public sealed class StoredRoutesTests
{
    private const string Definition = """
        {"kind":"online","learner":{"type":"multinomial-naive-bayes"},"features":[{"field":"text","type":"text"}],"target":"account",
         "entities":true,"retention":{"max_observations":1000}}
        """;

    [Fact]
    public async Task Predict_OfAnEntity_AsksForItAndTellsWhatItHas()
    {
        await using var silo = await SiloUnderTest.StartAsync();

        var byMember = await silo.SendAsync("POST", "/v1/models/m/predict", """{"entity":"card7","features":{}}""");
        var request = SiloUnderTest.Request("POST", "/v1/models/m/predict", """{"features":{}}"""u8.ToArray());
        request.Headers.Add("Berlin-Entity", "card7");
        var byHeader = await silo.SendAsync(request);

        Assert.Equal("""{"name":"card7","observations":5}""", byMember.Json.GetProperty("entity").GetRawText());
        Assert.Equal(byMember.Json.GetProperty("entity").GetRawText(), byHeader.Json.GetProperty("entity").GetRawText());
        Assert.All(silo.Head.Predicted, asked => Assert.Equal(["card7"], asked.Request.Entities!.AsEnumerable()));
    }

    [Fact]
    public async Task Predict_OfMany_TakesTheEntityOfTheRowBeforeThatOfTheRequest()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var request = SiloUnderTest.Request("POST", "/v1/models/m/predict", """
            {"instances":[{"features":{},"entity":"a"},{"entity":null,"features":{}},{"features":{}}],"entity":"r\u0065q"}
            """u8.ToArray());
        request.Headers.Add("Berlin-Entity", "req");

        var answer = await silo.SendAsync(request);

        Assert.Equal(["a", "req", "req"], Assert.Single(silo.Head.Predicted).Request.Entities!.AsEnumerable());
        Assert.Equal([1, 3, 3], answer.Json.GetProperty("instances").EnumerateArray().Select(row => row.GetProperty("entity").GetProperty("observations").GetInt32()));
    }

    [Fact]
    public async Task Predict_OfAModelWithoutEntities_TellsNone()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Head.OnPredict = request => new() { Observations = 1, Predictions = [[]] };
        var answer = await silo.SendAsync("POST", "/v1/models/m/predict", """{"features":{},"entity":"card7"}""");
        Assert.False(answer.Json.TryGetProperty("entity", out _));
        await silo.SendAsync("POST", "/v1/models/m/predict", """{"features":{},"entity":null}""");
        Assert.Null(silo.Head.Predicted.Last().Request.Entities);
    }

    [Fact]
    public async Task Entities_OfAModel_AreListedByPageAndShown()
    {
        await using var silo = await StartAsync("b", "a b", "c", "b");

        var first = await silo.SendAsync("GET", "/v1/models/m/entities?limit=2");
        var last = await silo.SendAsync("GET", "/v1/models/m/entities?limit=2&after=b");
        var shown = await silo.SendAsync("GET", "/v1/models/m/entities/a%20b");

        Assert.Equal(
            """{"entities":[{"entity":"a b","observations":1,"last_sequence":2,"last_at":"2014-04-02T00:00:00Z"},{"entity":"b","observations":2,"last_sequence":4,"last_at":"2014-04-02T00:00:00Z"}],"next":"b"}""",
            first.Text);
        Assert.Equal("""{"entities":[{"entity":"c","observations":1,"last_sequence":3,"last_at":"2014-04-02T00:00:00Z"}],"next":null}""", last.Text);
        Assert.Equal("""{"entity":"a b","observations":1,"last_sequence":2,"last_at":"2014-04-02T00:00:00Z","classes":1,"cells":12,"memory_bytes":480}""", shown.Text);
        (await silo.SendAsync("GET", "/v1/models/m/entities/d")).RequireError(404, "entity.not_found", "The model has no observation of that entity.");
    }

    [Fact]
    public async Task Correct_AStoredObservation_TellsWhatHeldBefore()
    {
        await using var silo = await SiloUnderTest.StartAsync();

        var answer = await silo.SendAsync("PUT", "/v1/models/m/observations/a%2F1", """{"target":"Büro"}""");

        Assert.Equal("""{"id":"a/1","target":"Büro","previous_target":"2770","sequence":1001}""", answer.Text);
        var (key, correction) = Assert.Single(silo.Trainer.Corrected);
        Assert.Equal(("acme/m", new Correction { Id = "a/1", Target = "Büro" }), (key, correction));
    }

    [Theory]
    [InlineData("observation.not_found", 404)]
    [InlineData("observation.too_many_classes", 409)]
    [InlineData("model.not_found", 404)]
    public async Task Correct_ThatTheTrainerRefuses_IsToldAsItIs(string code, int status)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Trainer.OnCorrect = _ => throw new BerlinException(code, "No.");
        (await silo.SendAsync("PUT", "/v1/models/m/observations/a", """{"target":"x"}""")).RequireError(status, code);
    }

    [Fact]
    public async Task CorrectAndRemove_WhileTheTrainerMoves_AreRepeatedOnce()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var moves = 1;
        var moved = new BerlinException(ErrorCodes.TrainerMoved, "Another trainer has taken the stream; repeat the call.", isTransient: true);
        silo.Trainer.OnCorrect = _ => moves-- > 0 ? throw moved : new CorrectResult { PreviousTarget = "x", Sequence = 1 };
        Assert.Equal(200, (int)(await silo.SendAsync("PUT", "/v1/models/m/observations/a", """{"target":"x"}""")).Status);
        moves = 1;
        silo.Trainer.OnRemove = _ => moves-- > 0 ? throw moved : new RemoveResult { Removed = 1, LogGeneration = 2 };
        Assert.Equal(200, (int)(await silo.SendAsync("DELETE", "/v1/models/m/subjects/anna")).Status);
        Assert.Equal((2, 2), (silo.Trainer.Corrected.Count, silo.Trainer.Removed.Count));
    }

    [Fact]
    public async Task Remove_OfEachKind_ReachesTheTrainer()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        foreach (var path in new[] { "observations/a%2F1", "subjects/anna%20b", "entities/card7" })
        {
            Assert.Equal("""{"removed":3,"log_generation":2}""", (await silo.SendAsync("DELETE", $"/v1/models/m/{path}")).Text);
        }

        Assert.Equal(
            [new Removal { Observation = "a/1" }, new Removal { Subject = "anna b" }, new Removal { Entity = "card7" }],
            silo.Trainer.Removed.Select(call => call.Removal));
    }

    [Fact]
    public async Task Remove_OfNothing_IsNoErrorUnlessAnObservationWasNamed()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Trainer.OnRemove = _ => new RemoveResult { Removed = 0, LogGeneration = 1 };
        Assert.Equal("""{"removed":0,"log_generation":1}""", (await silo.SendAsync("DELETE", "/v1/models/m/subjects/anna")).Text);
        Assert.Equal("""{"removed":0,"log_generation":1}""", (await silo.SendAsync("DELETE", "/v1/models/m/entities/card7")).Text);
        (await silo.SendAsync("DELETE", "/v1/models/m/observations/a")).RequireError(404, "observation.not_found", "The model has no observation of that id.");
    }

    [Fact]
    public async Task Model_Deleted_IsGone()
    {
        await using var silo = await StartAsync();
        var deleted = await silo.SendAsync("DELETE", "/v1/models/m");
        Assert.Equal((204, ""), ((int)deleted.Status, deleted.Text));
        (await silo.SendAsync("DELETE", "/v1/models/m")).RequireError(404, "model.not_found");
    }

    [Fact]
    public async Task Definition_WithEntitiesAndRetention_IsShownAsItWasGiven()
    {
        await using var silo = await StartAsync();
        var definition = (await silo.SendAsync("GET", "/v1/models/m")).Json.GetProperty("definition");
        Assert.True(definition.GetProperty("entities").GetBoolean());
        Assert.Equal("""{"max_observations":1000}""", definition.GetProperty("retention").GetRawText());
    }

    [Fact]
    public async Task Definition_UnderAnEntityTag_ChangesThatRevisionOnly()
    {
        await using var silo = await StartAsync();
        Assert.Equal((200, "\"1\""), await GetAsync(silo));

        Assert.Equal((200, "\"2\""), await PutAsync(silo, "If-Match", "\"1\""));
        Assert.Equal((412, null), await PutAsync(silo, "If-Match", "\"1\""));
        Assert.Equal((412, null), await PutAsync(silo, "If-Match", "W/\"2\""));
        Assert.Equal((412, null), await PutAsync(silo, "If-Match", "\"abc\""));
        Assert.Equal((412, null), await PutAsync(silo, "If-None-Match", "*"));
        Assert.Equal((200, "\"3\""), await PutAsync(silo, "If-Match", "\"2\""));
        Assert.Equal((201, "\"1\""), await PutAsync(silo, "If-None-Match", "*", "/v1/models/n"));
    }

    [Theory]
    [InlineData("\"1\"", 304)]
    [InlineData("W/\"1\"", 304)]
    [InlineData("\"0\", \"1\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"2\"", 200)]
    public async Task Model_AskedForUnderAnEntityTag_IsToldUnlessKnown(string tag, int status)
    {
        await using var silo = await StartAsync();
        var request = SiloUnderTest.Request("GET", "/v1/models/m");
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        var answer = await silo.SendAsync(request);
        Assert.Equal((status, status == 304), ((int)answer.Status, answer.Text.Length == 0));
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    private static async Task<SiloUnderTest> StartAsync(params string[] entities)
    {
        var silo = await SiloUnderTest.StartAsync();
        await silo.SendAsync("PUT", "/v1/models/m", Definition);
        silo.Models.Observations.AddRange(entities.Select((entity, index) => new ExportedObservation
        {
            Sequence = index + 1, Id = $"o{index}", At = new DateTimeOffset(2014, 4, 2, 0, 0, 0, TimeSpan.Zero), Features = "{}"u8.ToArray(), Target = "x", Entity = entity,
        }));
        return silo;
    }

    private static async Task<(int Status, string? Tag)> GetAsync(SiloUnderTest silo)
    {
        var answer = await silo.SendAsync("GET", "/v1/models/m");
        return ((int)answer.Status, answer.Headers.ETag?.Tag);
    }

    private static async Task<(int Status, string? Tag)> PutAsync(SiloUnderTest silo, string header, string value, string path = "/v1/models/m")
    {
        var request = SiloUnderTest.Request("PUT", path, System.Text.Encoding.UTF8.GetBytes(Definition));
        request.Headers.TryAddWithoutValidation(header, value);
        var answer = await silo.SendAsync(request);
        return ((int)answer.Status, answer.Headers.ETag?.Tag);
    }
}
