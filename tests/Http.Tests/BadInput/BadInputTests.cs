using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.BadInput;

/// <summary>Each written case is refused as written, nothing of it reaches a grain, and the server goes on.</summary>
public sealed class BadInputTests(BadInputSilo fixture) : IClassFixture<BadInputSilo>
{
    private const string GoodRow = """{"id":"good","features":{"text":"taxi"},"target":"2770"}""";

    private static readonly BadInputCase[] Requests = [.. JsonCases.All, .. ShapeCases.All, .. DefinitionCases.All, .. HeaderCases.All, .. StoredCases.All, .. TenancyCases.All];

    private static readonly BadRowCase[] Rows = RowCases.All;

    public static TheoryData<string> RowNames => [.. Rows.Select(row => row.Name)];

    public static TheoryData<string> RequestNames => [.. Requests.Select(request => request.Name)];

    private SiloUnderTest Silo => fixture.Silo;

    [Theory]
    [MemberData(nameof(RequestNames))]
    public async Task BadRequest_Sent_IsRefusedAsWritten(string name)
    {
        var written = Assert.Single(Requests, request => request.Name == name);
        Silo.Models.Models.Clear();
        Silo.Head.Predicted.Clear();
        Silo.Trainer.Observed.Clear();
        var request = SiloUnderTest.Request(written.Method, written.Path, written.Body, written.ContentType);
        foreach (var header in written.Headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(header.Name, header.Value) || request.Content!.Headers.TryAddWithoutValidation(header.Name, header.Value));
        }

        var answer = await Silo.SendAsync(request);

        answer.RequireError(written.Status, written.Code, written.Error);
        Assert.True(Silo.Trainer.IsUntouched);
        Assert.Empty(Silo.Head.Predicted);
        Assert.Empty(Silo.Models.Models);
        Assert.Empty(Silo.Directory.Keys);
        Assert.Equal("""{"status":"ok"}""", (await Silo.SendAsync("GET", "/livez")).Text);
    }

    [Theory]
    [MemberData(nameof(RowNames))]
    public async Task BadRow_BesideAGoodOne_IsRejectedAsWritten(string name)
    {
        var written = Assert.Single(Rows, row => row.Name == name);
        await RequireRejectedAsync(written, $$"""{"observations":[{{written.Row}},{{GoodRow}}]}""", "application/json");
    }

    [Theory]
    [MemberData(nameof(RowNames))]
    public async Task BadLine_BeforeAGoodOne_IsRejectedAsWritten(string name)
    {
        var written = Assert.Single(Rows, row => row.Name == name);
        await RequireRejectedAsync(written, $"{written.Row}\n{GoodRow}\n", "application/x-ndjson");
    }

    [Fact]
    public void Table_OfWrittenCases_IsLargeAndWithoutRepeats()
    {
        var names = Requests.Select(request => request.Name).Concat(Rows.Select(row => row.Name)).ToArray();
        Assert.True(names.Length >= 220, $"{names.Length} cases");
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    private async Task RequireRejectedAsync(BadRowCase written, string body, string contentType)
    {
        Silo.Trainer.Observed.Clear();
        var answer = await Silo.SendAsync("POST", "/v1/models/m/observations", body, contentType);

        Assert.Equal(200, (int)answer.Status);
        var rejected = Assert.Single(answer.Json.GetProperty("rejected").EnumerateArray());
        Assert.Equal((0, written.Code), (rejected.GetProperty("index").GetInt32(), rejected.GetProperty("code").GetString()));
        var error = rejected.GetProperty("error").GetString();
        Assert.True(written.Error == error, $"expected: {written.Error}\nanswered: {error}");
        Assert.Equal(1, answer.Json.GetProperty("accepted").GetInt32());
        var (_, rows) = Assert.Single(Silo.Trainer.Observed);
        Assert.Equal((1, "good"), (Assert.Single(rows).Index, rows[0].Id));
    }
}

/// <summary>One silo for all cases: what one request does to the next would show.</summary>
public sealed class BadInputSilo : IAsyncLifetime
{
    public SiloUnderTest Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await SiloUnderTest.StartAsync();

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}
