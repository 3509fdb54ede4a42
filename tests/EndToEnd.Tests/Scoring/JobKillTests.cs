using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Berlin.Storage.Faults;

namespace Berlin.EndToEnd.Tests.Scoring;

/// <summary>
/// A real server that is killed with SIGKILL while it works on a job. The oracle is the stream: nothing is learned meanwhile,
/// so the job's result must be, byte for byte, what the same rows are answered with in one call.
/// </summary>
public sealed class JobKillTests(ITestOutputHelper output)
{
    private const int Rows = 100_000;
    private const int MostKills = 12;

    /// <summary>Many small steps, so that a kill meets each of their moments.</summary>
    private static readonly Dictionary<string, string> SmallSteps = new() { ["BERLIN_Jobs__ProgressRows"] = "500" };

    public static TheoryData<FaultPoint> FaultPoints => [FaultPoint.Job_BeforeResult, FaultPoint.Job_AfterResultBeforeProgress, FaultPoint.Job_AfterProgress];

    [Fact]
    public async Task Job_KilledAtRandomMoments_LosesAndDoublesNoRow()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var (key, id, expected) = await BeginAsync(folder.Path);
        var (kills, hits) = (0, 0);
        var rows = 0L;
        while (kills < MostKills && rows < Rows)
        {
            using var berlin = await StartAsync(folder.Path, key);
            var before = await ShowAsync(berlin, id);
            Assert.True(before.Rows >= rows, $"{rows} rows were done, and after a start {before.Rows}.");

            // Not a wait for something to happen: this is the random moment.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 250)), TimeProvider.System);
            var at = await ShowAsync(berlin, id);
            berlin.Kill();
            kills++;
            hits += at is { State: "running", Rows: > 0 } ? 1 : 0;
            rows = at.Rows;
        }

        output.WriteLine($"{kills} kills, {hits} of them in the middle of the rows, the last after {rows}");
        Assert.True(hits > 0, "No kill hit the job in its middle; the test shows nothing.");
        await VerifyAsync(folder.Path, key, id, expected);
    }

    [Theory]
    [MemberData(nameof(FaultPoints))]
    public async Task Job_KilledAtAFaultPoint_LosesAndDoublesNoRow(FaultPoint point)
    {
        using var folder = new TemporaryFolder();
        var (key, id, expected) = await BeginAsync(folder.Path);
        using (var berlin = await BerlinProcess.StartAsync(folder.Path, $"{point}@7", settings: SmallSteps))
        {
            await berlin.WaitForExitAsync();
        }

        await VerifyAsync(folder.Path, key, id, expected);
    }

    [Fact]
    public async Task Input_WhoseJobWasNeverMade_IsRemovedAtTheNextStart()
    {
        using var folder = new TemporaryFolder();
        string key;
        using (var berlin = await BerlinProcess.StartAsync(folder.Path))
        {
            key = await PrepareAsync(berlin, folder.Path);
            Assert.Equal(0, await berlin.StopAsync());
        }

        using (var berlin = await BerlinProcess.StartAsync(folder.Path, $"{FaultPoint.Job_AfterInputBeforeCreate}"))
        {
            berlin.Authorize(key);
            using var body = Csv(Body(10));
            await Assert.ThrowsAsync<HttpRequestException>(() => berlin.Http.PostAsync("/v1/jobs?model=m", body));
            await berlin.WaitForExitAsync();
        }

        Assert.Single(JobFolders(folder.Path));
        using (var berlin = await StartAsync(folder.Path, key))
        {
            using var jobs = JsonDocument.Parse(await berlin.Http.GetStringAsync("/v1/jobs"));
            Assert.Equal(0, jobs.RootElement.GetProperty("jobs").GetArrayLength());
            Assert.Empty(JobFolders(folder.Path));
            Assert.Equal(0, await berlin.StopAsync());
        }
    }

    [Fact]
    public async Task Job_OfAServerThatIsStopped_GoesOnAtTheNextStart()
    {
        using var folder = new TemporaryFolder();
        var (key, id, expected) = await BeginAsync(folder.Path);
        using (var berlin = await StartAsync(folder.Path, key))
        {
            Assert.Equal(0, await berlin.StopAsync());
        }

        await VerifyAsync(folder.Path, key, id, expected);
    }

    [Fact]
    public async Task Job_ThatIsDeletedWhileItRuns_IsGoneWithItsFiles()
    {
        using var folder = new TemporaryFolder();
        var (key, id, _) = await BeginAsync(folder.Path);
        using var berlin = await StartAsync(folder.Path, key);
        using (var gone = await berlin.Http.DeleteAsync($"/v1/jobs/{id}"))
        {
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        }

        using var shown = await berlin.Http.GetAsync($"/v1/jobs/{id}");
        Assert.Equal(HttpStatusCode.NotFound, shown.StatusCode);
        Assert.Empty(JobFolders(folder.Path));
        Assert.Equal(0, await berlin.StopAsync());
    }

    private static string[] JobFolders(string folder) => Directory.GetDirectories(Path.Combine(folder, "jobs"));

    private static async Task<BerlinProcess> StartAsync(string folder, string key)
    {
        var berlin = await BerlinProcess.StartAsync(folder, settings: SmallSteps);
        berlin.Authorize(key);
        return berlin;
    }

    /// <summary>A server that has learned, scored the rows in one call, taken them as a job, and died at once.</summary>
    private static async Task<(string Key, string Id, byte[] Expected)> BeginAsync(string folder)
    {
        using var berlin = await BerlinProcess.StartAsync(folder, settings: SmallSteps);
        var key = await PrepareAsync(berlin, folder);
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/v1/models/m/score?top=2") { Content = Csv(Body(Rows)) };
        using var streamed = await berlin.Http.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead);
        var expected = await streamed.Content.ReadAsByteArrayAsync();
        Assert.Equal(Rows + 1, expected.Count(next => next == (byte)'\n'));

        using var made = await berlin.Http.PostAsync("/v1/jobs?model=m&top=2", Csv(Body(Rows)));
        Assert.Equal(HttpStatusCode.Accepted, made.StatusCode);
        using var job = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        berlin.Kill();
        return (key, job.RootElement.GetProperty("id").GetString()!, expected);
    }

    private static async Task<string> PrepareAsync(BerlinProcess berlin, string folder)
    {
        var key = await berlin.CreateTenantAsync(folder, "acme");
        berlin.Authorize(key);
        const string Definition = """
            {"kind":"online","learner":{"type":"multinomial-naive-bayes"},"target":"account",
             "features":[{"field":"text","type":"text"},{"field":"amount","type":"number"}]}
            """;
        using var defined = await berlin.Http.PutAsync("/v1/models/m", new StringContent(Definition, Encoding.UTF8, "application/json"));
        defined.EnsureSuccessStatusCode();
        var observations = Enumerable.Range(0, 500).Select(row => $$"""{"id":"o{{row}}","features":{{{Text(row)}}},"target":"{{2700 + (row % 37)}}"}""");
        using var learned = await berlin.Http.PostAsync(
            "/v1/models/m/observations", new StringContent($$"""{"observations":[{{string.Join(',', observations)}}]}""", Encoding.UTF8, "application/json"));
        learned.EnsureSuccessStatusCode();
        return key;
    }

    private static string Text(int row) => string.Create(CultureInfo.InvariantCulture, $"\"text\":\"word{row % 37} word{row % 11}\",\"amount\":{row % 1000}.5");

    /// <summary>Rows, each eleventh with a fault.</summary>
    private static byte[] Body(int rows)
    {
        var csv = new StringBuilder("id,text,amount\n");
        for (var row = 1; row <= rows; row++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"r{row},\"word{row % 37}, \"\"{row % 11}\"\"\",{(row % 11 == 0 ? "dear" : "12.5")}\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static ByteArrayContent Csv(byte[] body) => new(body) { Headers = { ContentType = new("text/csv") } };

    private static async Task<(string State, long Rows)> ShowAsync(BerlinProcess berlin, string id)
    {
        using var job = JsonDocument.Parse(await berlin.Http.GetStringAsync($"/v1/jobs/{id}"));
        return (job.RootElement.GetProperty("state").GetString()!, job.RootElement.GetProperty("rows").GetInt64());
    }

    /// <summary>Lets the job end on a server without faults, and compares its result.</summary>
    private static async Task VerifyAsync(string folder, string key, string id, byte[] expected)
    {
        using var berlin = await StartAsync(folder, key);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await ShowAsync(berlin, id) is { State: not "done" } job)
        {
            Assert.NotEqual("failed", job.State);
            await pace.WaitForNextTickAsync(bound.Token);
        }

        using var shown = JsonDocument.Parse(await berlin.Http.GetStringAsync($"/v1/jobs/{id}"));
        Assert.Equal((Rows, Rows / 11), (shown.RootElement.GetProperty("rows").GetInt32(), shown.RootElement.GetProperty("rows_failed").GetInt32()));
        Assert.Equal(shown.RootElement.GetProperty("bytes_total").GetInt64(), shown.RootElement.GetProperty("bytes_read").GetInt64());
        var result = await berlin.Http.GetByteArrayAsync($"/v1/jobs/{id}/result");
        Assert.True(expected.AsSpan().SequenceEqual(result), $"The result ({result.Length} bytes) is not the stream's answer ({expected.Length} bytes).");
        Assert.Equal(0, await berlin.StopAsync());
    }
}
