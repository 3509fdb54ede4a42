using System.Text;
using System.Text.Json;
using Berlin.Cli.Observing;

namespace Berlin.Cli.Tests.Observing;

public sealed class JsonLinesObservationSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_LineWithId_StaysAsItIs()
    {
        const string line = """{"id":"a1","features":{"text":"taxi","amount":1.50},"target":"x"}""";
        var row = Assert.Single(await ReadAsync(line + "\n"));
        Assert.Equal(line, Encoding.UTF8.GetString(row.Json.Span));
    }

    [Fact]
    public async Task Read_LinesWithoutId_GetOneFromTheirPlace()
    {
        const string line = """  {"features":{"text":"taxi"},"target":"x"}""";
        var rows = await ReadAsync($"{line}\n{line}\n{{}}\n");
        var ids = rows.Select(row => JsonDocument.Parse(row.Json).RootElement.GetProperty("id").GetString()).ToList();
        Assert.Equal(3, ids.Distinct().Count());
        Assert.EndsWith("-2", ids[1], StringComparison.Ordinal);
        Assert.Equal("x", JsonDocument.Parse(rows[0].Json).RootElement.GetProperty("target").GetString());
    }

    [Theory]
    [InlineData("{\"target\":", "not well-formed")]
    [InlineData("[1]", "not an object")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}", "not well-formed")]
    public async Task Read_FaultyLine_IsReportedAndTheNextIsRead(string line, string reason)
    {
        var rows = await ReadAsync($"\uFEFF\n{line}\n{{\"id\":\"a\"}}\n");
        Assert.Equal([2, 3], rows.Select(row => row.Line));
        Assert.Contains(reason, rows[0].Fault, StringComparison.Ordinal);
        Assert.Null(rows[1].Fault);
    }

    private async Task<List<SourceRow>> ReadAsync(string content)
    {
        var path = _folder.Write("rows.jsonl", content);
        var fingerprint = await FileFingerprint.TakeAsync(path, TestContext.Current.CancellationToken);
        return [.. new JsonLinesObservationSource(path, fingerprint).Read()];
    }
}
