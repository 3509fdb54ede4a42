using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Berlin.Grains;
using Berlin.Grains.Jobs;
using Berlin.Http.Tests.BadInput;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Scoring;

public sealed class JobTests : IAsyncLifetime
{
    private const string Rows = "text,amount\ntaxi,1\n";

    private SiloUnderTest _silo = null!;

    public static TheoryData<string> Refused => [.. RefusedCases.Select(refused => refused.Name)];

    private static readonly string[] UnknownIds =
        ["job-aaaaaaaaaaaaaaaaaaaaaaaaaa", "job-1", "%2e%2e%2foperator.key", "JOB-AAAAAAAAAAAAAAAAAAAAAAAAAA", "job-aaaaaaaaaaaaaaaaaaaaaaaaaa%01"];

    private static BadInputCase[] RefusedCases =>
    [
        Create("no model", "", "The query parameter model is missing, or there more than once; it names the model that scores."),
        Create("two models", "?model=m&model=n", "The query parameter model is missing, or there more than once; it names the model that scores."),
        Create("a model that can be none", "?model=A/B", "There is no model of that name.") with { Status = 404, Code = "model.not_found" },
        Create("a huge top", "?model=m&top=1001", "The query parameter top is not an integer from 1 to 1000."),
        Create("an empty body", "?model=m", "The body is empty; it must hold at least one row.") with { Body = [] },
        Create("a compressed body", "?model=m", "The body must not be compressed; the server takes no Content-Encoding.") with
        {
            Status = 415, Code = "request.unsupported_media_type", Headers = [("Content-Encoding", "gzip")],
        },
        Create("JSON", "?model=m", "The body must be text/csv or application/x-ndjson in UTF-8.") with
        {
            Status = 415, Code = "request.unsupported_media_type", ContentType = "application/json",
        },
        new("a page after no number", "GET", "/v1/jobs?after=job-1", [], 400, "request.invalid", "The query parameter after is not a sequence number, an integer of at least 0."),
        new("a page of nothing", "GET", "/v1/jobs?limit=0", [], 400, "request.invalid", "The query parameter limit is not an integer from 1 to 1000."),
        .. UnknownIds
            .SelectMany(id => new BadInputCase[]
            {
                new($"GET of {id}", "GET", $"/v1/jobs/{id}", [], 404, "job.not_found", "There is no job of that id."),
                new($"result of {id}", "GET", $"/v1/jobs/{id}/result", [], 404, "job.not_found", "There is no job of that id."),
                new($"DELETE of {id}", "DELETE", $"/v1/jobs/{id}", [], 404, "job.not_found", "There is no job of that id."),
            }),
    ];

    public async ValueTask InitializeAsync() => _silo = await ScoringModel.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_ThatIsWrong_IsRefusedAsWritten(string name)
    {
        var written = Assert.Single(RefusedCases, refused => refused.Name == name);
        var request = SiloUnderTest.Request(written.Method, written.Path, written.Method == "POST" ? written.Body : null, written.ContentType);
        foreach (var header in written.Headers)
        {
            Assert.True(request.Content!.Headers.TryAddWithoutValidation(header.Name, header.Value));
        }

        (await _silo.SendAsync(request)).RequireError(written.Status, written.Code, written.Error);
        Assert.Empty(_silo.Jobs.Jobs);
        Assert.Empty(_silo.Jobs.Inputs);
    }

    [Fact]
    public async Task Job_ThatIsMade_IsStoredAndShown()
    {
        var answer = await _silo.ScoreAsync(Rows, path: "/v1/jobs?model=m&top=2", headers: ("Accept", "application/x-ndjson"));
        Assert.Equal(202, (int)answer.Status);
        var id = answer.Json.GetProperty("id").GetString()!;
        Assert.Matches(new Regex("^job-[a-z2-7]{26}$"), id);
        Assert.Equal($"/v1/jobs/{id}", answer.Headers.Location?.ToString());
        Assert.Equal(Rows, Encoding.UTF8.GetString(_silo.Jobs.Inputs[id]));
        Assert.Equal(("acme/" + id), Assert.Single(_silo.Jobs.Jobs).Key);

        var shown = await _silo.SendAsync("GET", $"/v1/jobs/{id}");
        Assert.Equal(
            $$"""
            {"id":"{{id}}","model":"m","state":"queued","input":"csv","output":"jsonl","top":2,"rows":0,"rows_failed":0,"bytes_read":0,"bytes_total":{{Rows.Length}},"result_bytes":0,"rows_per_second":0,"created_at":"2026-01-02T03:04:05+00:00","started_at":null,"finished_at":null}
            """.Trim(),
            shown.Text);
    }

    [Fact]
    public async Task Jobs_AreListedTheNewestFirst()
    {
        for (var job = 0; job < 3; job++)
        {
            await _silo.ScoreAsync(Rows, path: "/v1/jobs?model=m");
        }

        var page = (await _silo.SendAsync("GET", "/v1/jobs?limit=2")).Json;
        Assert.Equal("2", page.GetProperty("next").GetString());
        Assert.Equal(2, page.GetProperty("jobs").GetArrayLength());
        var last = (await _silo.SendAsync("GET", "/v1/jobs?limit=2&after=2")).Json;
        Assert.Equal(System.Text.Json.JsonValueKind.Null, last.GetProperty("next").ValueKind);
        Assert.Equal(_silo.Jobs.Jobs.Values.Single(job => job.Number == 1).Id, last.GetProperty("jobs")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Result_IsThereWhenTheJobIsDone()
    {
        var id = (await _silo.ScoreAsync(Rows, path: "/v1/jobs?model=m")).Json.GetProperty("id").GetString()!;
        (await _silo.SendAsync("GET", $"/v1/jobs/{id}/result")).RequireError(
            409, "job.not_done", $"The job is queued: 0 of {Rows.Length} bytes are read. Its result is there when it is done.");
        _silo.Jobs.Change(id, job => job with { State = JobStates.Failed, ErrorCode = "model.not_found", Error = "There is no model of that name." });
        (await _silo.SendAsync("GET", $"/v1/jobs/{id}/result")).RequireError(409, "job.not_done", "The job failed (model.not_found): There is no model of that name.");
        Assert.Equal("model.not_found", (await _silo.SendAsync("GET", $"/v1/jobs/{id}")).Code);

        _silo.Jobs.Results[id] = "row,id\r\n1,\r\n"u8.ToArray();
        _silo.Jobs.Change(id, job => job with { State = JobStates.Done, ErrorCode = null, Error = null });
        var answer = await _silo.SendAsync("GET", $"/v1/jobs/{id}/result");
        Assert.Equal((200, "text/csv; charset=utf-8", "row,id\r\n1,\r\n"), ((int)answer.Status, answer.ContentType, answer.Text));
        Assert.Equal($"{id}.csv", answer.ContentHeaders.ContentDisposition?.FileName);

        var part = SiloUnderTest.Request("GET", $"/v1/jobs/{id}/result");
        part.Headers.Range = new RangeHeaderValue(8, null);
        var rest = await _silo.SendAsync(part);
        Assert.Equal((206, "1,\r\n"), ((int)rest.Status, rest.Text));
    }

    [Fact]
    public async Task Job_ThatIsDeleted_IsGone()
    {
        var id = (await _silo.ScoreAsync(Rows, path: "/v1/jobs?model=m")).Json.GetProperty("id").GetString()!;
        Assert.Equal((204, ""), ((await _silo.SendAsync("DELETE", $"/v1/jobs/{id}")) is var gone ? (int)gone.Status : 0, gone.Text));
        (await _silo.SendAsync("DELETE", $"/v1/jobs/{id}")).RequireError(404, "job.not_found", "There is no job of that id.");
    }

    [Fact]
    public async Task Job_ThatIsRefused_LeavesNoInput()
    {
        _silo.Jobs.OnAdmit = _ => throw new BerlinException(ErrorCodes.JobLimitReached, "There are 1 jobs.");
        (await _silo.ScoreAsync(Rows, path: "/v1/jobs?model=m")).RequireError(409, "job.limit_reached", "There are 1 jobs.");
        _silo.Jobs.OnAdmit = _ => { };
        _silo.Jobs.OnCreate = _ => throw new BerlinException(ErrorCodes.JobLimitReached, "There are 1 jobs.");
        (await _silo.ScoreAsync(Rows, path: "/v1/jobs?model=m")).RequireError(409, "job.limit_reached", "There are 1 jobs.");
        Assert.Empty(_silo.Jobs.Inputs);
    }

    [Fact]
    public async Task Input_BeyondTheBound_IsRefused()
    {
        await using var silo = await ScoringModel.StartAsync(services: services =>
            Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<JobOptions>(services, options => options.MaxInputBytes = 1024));
        (await silo.ScoreAsync(new string('a', 1025), path: "/v1/jobs?model=m")).RequireError(
            413, "request.too_large", "The input is larger than 1024 bytes, the most that a job takes.");
        Assert.Equal(202, (int)(await silo.ScoreAsync(new string('a', 1024), path: "/v1/jobs?model=m")).Status);
    }

    private static BadInputCase Create(string name, string query, string error) =>
        new(name, "POST", $"/v1/jobs{query}", BadInputCase.Utf8(Rows), 400, "request.invalid", error) { ContentType = "text/csv" };
}
