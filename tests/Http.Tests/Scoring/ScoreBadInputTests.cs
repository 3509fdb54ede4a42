using System.Text;
using System.Text.Json;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Scoring;

/// <summary>Each written case is answered as written, and the server goes on.</summary>
public sealed class ScoreBadInputTests(ScoringSilo fixture) : IClassFixture<ScoringSilo>
{
    private const string GoodJsonRow = """{"features":{"text":"taxi"}}""";

    public static TheoryData<string> CsvRows => [.. ScoreRowCases.Csv.Select(row => row.Name)];

    public static TheoryData<string> JsonRows => [.. ScoreRowCases.JsonLines.Select(row => row.Name)];

    public static TheoryData<string> Requests => [.. ScoreRequestCases.All.Select(request => request.Name)];

    [Theory]
    [MemberData(nameof(CsvRows))]
    public async Task CsvRow_WithAFault_IsAnsweredBetweenGoodOnes(string name)
    {
        var written = Assert.Single(ScoreRowCases.Csv, row => row.Name == name);
        await RequireFaultAsync(written, [.. "text,amount,id,entity\r\ntaxi,1,,\r\n"u8, .. written.Row, .. "\r\ntaxi,1,,\r\n"u8], "text/csv");
    }

    [Theory]
    [MemberData(nameof(JsonRows))]
    public async Task JsonRow_WithAFault_IsAnsweredBetweenGoodOnes(string name)
    {
        var written = Assert.Single(ScoreRowCases.JsonLines, row => row.Name == name);
        var good = Encoding.UTF8.GetBytes(GoodJsonRow);
        await RequireFaultAsync(written, [.. good, .. "\n"u8, .. written.Row, .. "\n"u8, .. good], "application/x-ndjson");
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_ThatCannotBeScored_IsRefusedAsWritten(string name)
    {
        var written = Assert.Single(ScoreRequestCases.All, request => request.Name == name);
        var silo = fixture.Silo;
        silo.Head.Predicted.Clear();
        var request = SiloUnderTest.Request(written.Method, written.Path, written.Body, written.ContentType);
        foreach (var header in written.Headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(header.Name, header.Value) || request.Content!.Headers.TryAddWithoutValidation(header.Name, header.Value));
        }

        var answer = await silo.SendAsync(request);

        answer.RequireError(written.Status, written.Code, written.Error);
        Assert.Empty(silo.Head.Predicted);
        Assert.Equal(2, (await silo.ScoreAsync("text,amount\ntaxi,1\n")).Lines().Length);
    }

    [Fact]
    public async Task Key_WithoutTheScope_IsRefused()
    {
        var request = SiloUnderTest.Request("POST", ScoringModel.Path, "text,amount\n"u8.ToArray(), "text/csv", scopes: "observe manage");
        (await fixture.Silo.SendAsync(request)).RequireError(403, "key.scope_missing", "The API key lacks the scope predict.");
    }

    private async Task RequireFaultAsync(ScoreRowCase written, byte[] body, string contentType)
    {
        var request = SiloUnderTest.Request("POST", ScoringModel.Path + "?top=1", body, contentType);
        request.Headers.TryAddWithoutValidation("Accept", "application/x-ndjson");
        var answer = await fixture.Silo.SendAsync(request);
        Assert.Equal(200, (int)answer.Status);
        var lines = answer.Lines().Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([1, 2, 3], lines.Select(line => line.GetProperty("row").GetInt32()));
        Assert.Equal(written.Error, lines[1].GetProperty("error").GetString());
        Assert.Equal(written.Code, lines[1].GetProperty("code").GetString());
        Assert.Equal(written.Id, lines[1].TryGetProperty("id", out var id) ? id.GetString() : null);
        Assert.Equal("2770", lines[0].GetProperty("predictions")[0].GetProperty("value").GetString());
        Assert.Equal("2770", lines[2].GetProperty("predictions")[0].GetProperty("value").GetString());
    }
}

/// <summary>One silo for all cases.</summary>
public sealed class ScoringSilo : IAsyncLifetime
{
    public SiloUnderTest Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await ScoringModel.StartAsync();

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}
