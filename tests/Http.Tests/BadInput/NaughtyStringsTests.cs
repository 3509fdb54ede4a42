using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Berlin.Grains;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.BadInput;

/// <summary>The Big List of Naughty Strings, wherever a text may stand. A text is taken as it is, or refused; never changed.</summary>
public sealed class NaughtyStringsTests(BadInputSilo fixture) : IClassFixture<BadInputSilo>
{
    private SiloUnderTest Silo => fixture.Silo;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NaughtyString_InAnObservation_IsStoredAsItIsOrRejected(bool escaped)
    {
        var options = new JsonSerializerOptions { Encoder = escaped ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        foreach (var text in Strings())
        {
            var json = JsonSerializer.Serialize(text, options);
            Silo.Trainer.Observed.Clear();
            var answer = await Silo.SendAsync("POST", "/v1/models/m/observations", $$"""
                {"observations":[
                  {"id":"text","features":{"text":{{json}}},"target":"x"},
                  {"id":"name","features":{{{json}}:1},"target":"x"},
                  {"id":"target","features":{},"target":{{json}}},
                  {"id":{{json}},"features":{},"target":"id"},
                  {"id":"entity","features":{},"target":"x","entity":{{json}},"subject":{{json}}}]}
                """);

            Assert.Equal(200, (int)answer.Status);
            var (_, rows) = Assert.Single(Silo.Trainer.Observed);
            Assert.Equal(5, rows.Length + answer.Json.GetProperty("rejected").GetArrayLength());
            Assert.Equal(text, JsonDocument.Parse(rows.Single(row => row.Id == "text").Features).RootElement.GetProperty("text").GetString());
            Assert.Equal(text, Assert.Single(JsonDocument.Parse(rows.Single(row => row.Id == "name").Features).RootElement.EnumerateObject()).Name);
            Assert.All(rows.Where(row => row.Index == 2), row => Assert.Equal(text, row.Target));
            Assert.All(rows.Where(row => row.Index == 3), row => Assert.Equal(text, row.Id));
            Assert.All(rows.Where(row => row.Index == 4), row => Assert.Equal((text, text), (row.Entity, row.Subject)));
            Assert.All(rows.Where(row => row.Index == 2), row => Assert.DoesNotContain(row.Target, char.IsControl));
        }
    }

    [Fact]
    public async Task NaughtyString_AsAName_IsTakenOnlyWhereTheRuleAllows()
    {
        foreach (var text in Strings().Where(text => Uri.EscapeDataString(text) is not ("" or "." or "..") && !text.Contains('\0')))
        {
            var shown = await Silo.SendAsync("GET", $"/v1/models/{Uri.EscapeDataString(text)}");
            shown.RequireError(404, "model.not_found", "There is no model of that name.");

            var made = await Silo.SendAsync("POST", "/v1/tenants", $$"""{"name":{{JsonSerializer.Serialize(text)}}}""");
            Assert.Equal((text, Names.IsValid(text) ? 201 : 400), (text, (int)made.Status));
        }

        Assert.All(Silo.Directory.Tenants.Keys, name => Assert.True(Names.IsValid(name)));
    }

    [Fact]
    public async Task NaughtyString_InAPrediction_ReachesTheGrainAsItIs()
    {
        foreach (var text in Strings())
        {
            Silo.Head.Predicted.Clear();
            var answer = await Silo.SendAsync("POST", "/v1/models/m/predict", $$"""{"features":{"text":{{JsonSerializer.Serialize(text)}} } }""");
            Assert.Equal(200, (int)answer.Status);
            var features = Assert.Single(Assert.Single(Silo.Head.Predicted).Request.Instances);
            Assert.Equal(text, JsonDocument.Parse(features).RootElement.GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task NaughtyString_AsAClass_IsAnsweredAsItIs()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        foreach (var text in Strings())
        {
            silo.Head.OnPredict = _ => new() { Observations = 1, Predictions = [[new(text, 1)]] };
            var answer = await silo.SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""");
            Assert.Equal(text, answer.Json.GetProperty("predictions")[0].GetProperty("value").GetString());
        }
    }

    private static string[] Strings()
    {
        var file = SharedData.Find("naughty-strings/blns.json", out var absence);
        Assert.SkipWhen(file is null, absence);
        var strings = JsonSerializer.Deserialize<string[]>(File.ReadAllText(file!, Encoding.UTF8))!;
        Assert.True(strings.Length >= 500, $"{strings.Length} strings");
        return strings;
    }
}
