using System.Text;
using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Silo;

/// <summary>Stored observations as a page, as CSV, as lines that can be sent back.</summary>
public sealed class ExportTests
{
    private const string Definition = """
        {"kind":"online","learner":{"type":"multinomial-naive-bayes"},
         "features":[{"field":"text","type":"text"},{"field":"id","type":"category"},{"field":"amount","type":"number"}],"target":"account"}
        """;

    private static readonly DateTimeOffset At = new DateTimeOffset(2014, 4, 2, 1, 2, 3, TimeSpan.Zero).AddMicroseconds(45);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_OfJson_TellsEverythingAndWhereItEnds()
    {
        await using var silo = await StartAsync(3);

        var first = await silo.SendAsync("GET", "/v1/models/m/observations?limit=2");
        var last = await silo.SendAsync("GET", "/v1/models/m/observations?after=3");

        Assert.Equal(
            """{"observations":[{"sequence":2,"id":"o/1","at":"2014-04-02T01:02:03.000045Z","features":{"amount":12.5,"text":"taxi, \"late\"","x":null},"target":"2770","entity":"e1","subject":"anna"},{"sequence":3,"id":"o/2","at":"2014-04-02T01:02:03.000045Z","features":{"amount":12.5,"text":"taxi, \"late\"","x":null},"target":"2780","observed_target":"2770"}],"next":3}""",
            first.Text);
        Assert.Equal((1, System.Text.Json.JsonValueKind.Null), (last.Json.GetProperty("observations").GetArrayLength(), last.Json.GetProperty("next").ValueKind));
    }

    [Theory]
    [InlineData("text/csv", "")]
    [InlineData("application/json;q=0.5, TEXT/CSV", "")]
    [InlineData("application/json", "?format=csv")]
    public async Task Stream_OfCsv_QuotesWhatNeedsIt(string accept, string query)
    {
        await using var silo = await StartAsync(2);
        silo.Models.Observations.Add(Row(9, "\"q\"", "x") with { Features = """{"id":"","text":" two\nlines ","amount":1e-7}"""u8.ToArray() });

        var request = SiloUnderTest.Request("GET", "/v1/models/m/observations" + query);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var answer = await silo.SendAsync(request);

        Assert.Equal("text/csv; charset=utf-8; header=present", answer.ContentType);
        Assert.Equal(
            "sequence,id,at,target,observed_target,entity,subject,text,features.id,amount\r\n"
            + "2,o/1,2014-04-02T01:02:03.000045Z,2770,,e1,anna,\"taxi, \"\"late\"\"\",,12.5\r\n"
            + "3,o/2,2014-04-02T01:02:03.000045Z,2780,2770,,,\"taxi, \"\"late\"\"\",,12.5\r\n"
            + "9,\"\"\"q\"\"\",2014-04-02T01:02:03.000045Z,x,,,,\" two\nlines \",\"\",1e-7\r\n",
            answer.Text);
    }

    [Fact]
    public async Task Stream_OfLines_IsTakenBackUnchanged()
    {
        await using var silo = await StartAsync(257);
        silo.Models.Observations.Add(Row(900, "späť"[..1] + "-" + new string('i', 120), "Büro \\ \"2\" 😀") with { Features = """{"":"","\u0000":"\u001f<>&'","a":-0.1,"b":true,"c":null}"""u8.ToArray() });

        var exported = await silo.SendAsync("GET", "/v1/models/m/observations?format=jsonl");
        var observed = await silo.SendAsync("POST", "/v1/models/m/observations", exported.Text, "application/x-ndjson");

        Assert.Equal("application/x-ndjson", exported.ContentType);
        Assert.Equal((258, 0), (observed.Json.GetProperty("accepted").GetInt32(), observed.Json.GetProperty("rejected").GetArrayLength()));
        var (_, rows) = Assert.Single(silo.Trainer.Observed);
        Assert.Equal(
            silo.Models.Observations.Select(row => (row.Id, (DateTimeOffset?)row.At, Encoding.UTF8.GetString(row.Features), row.Target, row.Entity, row.Subject)),
            rows.Select(row => (row.Id, row.At, Encoding.UTF8.GetString(row.Features), row.Target, row.Entity, row.Subject)));
        Assert.All(silo.Models.Reads, read => Assert.InRange(read.Limit, 1, 100));
    }

    [Theory]
    [InlineData("csv", 4)]
    [InlineData("jsonl", 3)]
    public async Task Page_OfRows_NamesTheNextInAHeader(string format, int lines)
    {
        await using var silo = await StartAsync(5);
        var first = await silo.SendAsync("GET", $"/v1/models/m/observations?limit=3&format={format}");
        var last = await silo.SendAsync("GET", $"/v1/models/m/observations?limit=3&after=4&format={format}");
        Assert.Equal("4", Assert.Single(first.Headers.GetValues("Berlin-Next")));
        Assert.False(last.Headers.Contains("Berlin-Next"));
        Assert.Equal(lines, first.Text.Count(character => character == '\n'));
    }

    [Fact]
    public async Task Page_OfLargeRows_EndsEarlyAndTellsSo()
    {
        await using var silo = await StartAsync(0);
        var features = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 60_000)}}"}""");
        silo.Models.Observations.AddRange(Enumerable.Range(1, 300).Select(n => Row(n, $"i{n}", "x") with { Features = features }));

        var (after, seen, pages) = (0L, 0, 0);
        while (true)
        {
            var page = (await silo.SendAsync("GET", $"/v1/models/m/observations?limit=1000&after={after}")).Json;
            seen += page.GetProperty("observations").GetArrayLength();
            pages++;
            if (page.GetProperty("next").ValueKind == System.Text.Json.JsonValueKind.Null)
            {
                break;
            }

            after = page.GetProperty("next").GetInt64();
        }

        Assert.Equal((300, 3), (seen, pages));
    }

    [Fact]
    public async Task Stream_OfAnEmptyModel_IsEmptyAndWhole()
    {
        await using var silo = await StartAsync(0);
        Assert.Equal("", (await silo.SendAsync("GET", "/v1/models/m/observations?format=jsonl")).Text);
        Assert.Equal("sequence,id,at,target,observed_target,entity,subject,text,features.id,amount\r\n", (await silo.SendAsync("GET", "/v1/models/m/observations?format=csv")).Text);
        Assert.Equal("""{"observations":[],"next":null}""", (await silo.SendAsync("GET", "/v1/models/m/observations")).Text);
    }

    [Fact]
    public async Task Stream_ThatFailsOnTheWay_IsCut()
    {
        await using var silo = await StartAsync(250);
        var hasBegun = new TaskCompletionSource();
        silo.Models.BeforeRead = async after =>
        {
            if (after > 100)
            {
                await hasBegun.Task;
                throw new BerlinException(ErrorCodes.StoreUnavailable, "The store does not answer.", isTransient: true);
            }
        };

        using var request = SiloUnderTest.Request("GET", "/v1/models/m/observations?format=jsonl");
        using var response = await silo.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);

        Assert.Equal(200, (int)response.StatusCode);
        hasBegun.SetResult();
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Stream_ThatFailsAtOnce_IsRefusedInOrder()
    {
        await using var silo = await StartAsync(1);
        silo.Models.BeforeRead = _ => throw new BerlinException(ErrorCodes.StoreUnavailable, "The store does not answer.", isTransient: true);
        (await silo.SendAsync("GET", "/v1/models/m/observations?format=jsonl")).RequireError(503, "store.unavailable", "The store does not answer.");
    }

    [Fact]
    public async Task Observation_ById_IsToldOrNotFound()
    {
        await using var silo = await StartAsync(2);
        var found = await silo.SendAsync("GET", "/v1/models/m/observations/o%2F2");
        Assert.Equal(("o/2", "2780", "2770"), (found.Json.GetProperty("id").GetString(), found.Json.GetProperty("target").GetString(), found.Json.GetProperty("observed_target").GetString()));
        (await silo.SendAsync("GET", "/v1/models/m/observations/o2")).RequireError(404, "observation.not_found", "The model has no observation of that id.");
    }

    private static async Task<SiloUnderTest> StartAsync(int rows)
    {
        var silo = await SiloUnderTest.StartAsync();
        await silo.SendAsync("PUT", "/v1/models/m", Definition);
        silo.Models.Observations.AddRange(Enumerable.Range(1, rows).Select(n => Row(n + 1, $"o/{n}", n == 2 ? "2780" : "2770") with
        {
            ObservedTarget = n == 2 ? "2770" : null, Entity = n == 1 ? "e1" : null, Subject = n == 1 ? "anna" : null,
        }));
        return silo;
    }

    private static ExportedObservation Row(long sequence, string id, string target) => new()
    {
        Sequence = sequence, Id = id, At = At, Features = """{"amount":12.5,"text":"taxi, \"late\"","x":null}"""u8.ToArray(), Target = target,
    };
}
