using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Silo;

public sealed class NdjsonTests
{
    private const string Row = """{"id":"%","features":{"text":"taxi"},"target":"2770"}""";

    [Theory]
    [InlineData("A", "A")]
    [InlineData("A\n", "A")]
    [InlineData("A\nB\nC", "A,B,C")]
    [InlineData("A\r\nB\r\n", "A,B")]
    [InlineData("\n\n  \t\nA\n\n\nB\n\r\n", "A,B")]
    [InlineData("  A  \nB", "A,B")]
    public async Task Lines_OfObservations_AreReadInOrder(string lines, string ids)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var answer = await SendAsync(silo, Expand(lines));
        Assert.Equal(200, (int)answer.Status);
        var rows = Assert.Single(silo.Trainer.Observed).Observations;
        Assert.Equal(ids, string.Join(',', rows.Select(row => row.Id)));
        Assert.Equal(Enumerable.Range(0, rows.Length), rows.Select(row => row.Index));
    }

    [Fact]
    public async Task Lines_WithFaultyOnesBetween_RejectThoseByTheirPlace()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        silo.Trainer.OnObserve = rows => RecordingTrainer.AcceptAll(rows) with
        {
            Accepted = 1,
            Rejected = [new() { Index = 4, Code = "observation.conflict", Error = "The id is stored with other content." }],
        };
        var body = Expand("A\n{\"id\":\n[]\nB B\nC\n\n\u00ff") + "\n";
        var bytes = System.Text.Encoding.Latin1.GetBytes(body);
        var answer = await silo.SendAsync(SiloUnderTest.Request("POST", "/v1/models/m/observations", bytes, "application/x-ndjson"));

        Assert.Equal(["A", "C"], Assert.Single(silo.Trainer.Observed).Observations.Select(row => row.Id));
        Assert.Equal(
            """{"accepted":1,"duplicates":0,"rejected":[{"index":1,"code":"observation.invalid","error":"observations[1] is not well-formed JSON: line 1, byte 7: Expected depth to be zero at the end of the JSON payload."},{"index":2,"code":"observation.invalid","error":"observations[2] is an array; an observation is an object."},{"index":3,"code":"observation.invalid","error":"observations[3] is not well-formed JSON: line 1, byte 55: '{' is invalid after a single JSON value."},{"index":4,"code":"observation.conflict","error":"The id is stored with other content."},{"index":5,"code":"observation.invalid","error":"observations[5] is not well-formed JSON: it holds bytes that are not UTF-8."}],"sequence":1002}""",
            answer.Text);
    }

    [Theory]
    [InlineData("", 400, "request.invalid", "The request holds no observation; it must hold at least one.")]
    [InlineData("\n \n", 400, "request.invalid", "The request holds no observation; it must hold at least one.")]
    [InlineData("\ufeffA", 200, "", "")]
    public async Task Lines_WithoutARow_AreRefused(string lines, int status, string code, string error)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var answer = await SendAsync(silo, Expand(lines));
        Assert.Equal(status, (int)answer.Status);
        if (status == 200)
        {
            Assert.Contains("it begins with a byte order mark", answer.Text, StringComparison.Ordinal);
            return;
        }

        answer.RequireError(status, code, error);
        Assert.Empty(silo.Trainer.Observed);
    }

    [Theory]
    [InlineData(3, 200)]
    [InlineData(4, 413)]
    public async Task Lines_AtTheBoundInRows_AreRefusedAboveIt(int rows, int status)
    {
        await using var silo = await SiloUnderTest.StartAsync(limits => limits.MaxObservations = 3);
        var lines = string.Join('\n', Enumerable.Range(0, rows).Select(row => Row.Replace("%", $"{row}", StringComparison.Ordinal)));
        var asLines = await SendAsync(silo, lines);
        var asJson = await silo.SendAsync("POST", "/v1/models/m/observations", $$"""{"observations":[{{lines.Replace('\n', ',')}}]}""");
        Assert.Equal((status, status), ((int)asLines.Status, (int)asJson.Status));
    }

    private static Task<Answer> SendAsync(SiloUnderTest silo, string lines) =>
        silo.SendAsync("POST", "/v1/models/m/observations", lines, "application/x-ndjson; charset=UTF-8");

    /// <summary>A letter stands for an observation of that id.</summary>
    private static string Expand(string lines) =>
        string.Concat(lines.Select(letter => letter is >= 'A' and <= 'Z' ? Row.Replace('%', letter) : letter.ToString()));
}
