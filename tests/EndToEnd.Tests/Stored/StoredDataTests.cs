using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Berlin.EndToEnd.Tests.Stored;

/// <summary>What is stored in a real server, as its callers see it: exported, corrected, removed, renamed, locked away.</summary>
public sealed class StoredDataTests : IAsyncLifetime
{
    private const string Definition = """
        {"kind":"online","learner":{"type":"multinomial-naive-bayes"},"entities":true,"target":"account",
         "features":[{"field":"text","type":"text","ngrams":[1,2]},{"field":"amount","type":"number"}]}
        """;

    private readonly TemporaryFolder _folder = new();
    private BerlinProcess? _berlin;
    private string _key = "";

    private HttpClient Http => _berlin!.Http;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _berlin = await BerlinProcess.StartAsync(_folder.Path);
        _key = await _berlin.CreateTenantAsync(_folder.Path, "acme");
        _berlin.Authorize(_key);
        await SendAsync("PUT", "/v1/models/m", Definition);
    }

    [Fact]
    public async Task Export_AsLines_MakesTheSameModelElsewhere()
    {
        await ObserveAsync("m", Lines(0, 700));
        await SendAsync("PUT", "/v1/models/copy", Definition);

        var lines = (await SendAsync("GET", "/v1/models/m/observations?format=jsonl")).Text;
        await ObserveAsync("copy", lines);

        Assert.Equal(lines, (await SendAsync("GET", "/v1/models/copy/observations?format=jsonl")).Text);
        var csv = (await SendAsync("GET", "/v1/models/m/observations?format=csv")).Text;
        Assert.Equal(csv, (await SendAsync("GET", "/v1/models/copy/observations?format=csv")).Text);
        Assert.Equal(701, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(await DigestAsync("m"), await DigestAsync("copy"));
    }

    [Fact]
    public async Task Subject_Removed_LeavesTheModelOfAStreamThatNeverHeldIt()
    {
        await ObserveAsync("m", Lines(0, 200));
        await SendAsync("PUT", "/v1/models/never", Definition);
        var others = Lines(0, 200).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("\"subject\":\"s3\"", StringComparison.Ordinal)).ToList();
        await ObserveAsync("never", string.Join('\n', others));

        var removed = JsonNode.Parse((await SendAsync("DELETE", "/v1/models/m/subjects/s3")).Text)!;

        Assert.Equal((200 - others.Count, 2), ((int)removed["removed"]!, (int)removed["log_generation"]!));
        Assert.Equal(await DigestAsync("never"), await DigestAsync("m"));
        Assert.DoesNotContain("\"s3\"", (await SendAsync("GET", "/v1/models/m/observations?format=jsonl")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correction_OfAnIdWithASlash_ChangesItsTargetAndTheNextPrediction()
    {
        await ObserveAsync("m", """{"id":"2014/04/02 a%2F","features":{"text":"parking"},"target":"wrong","entity":"card 1"}""");

        const string path = "/v1/models/m/observations/2014%2F04%2F02%20a%252F";
        var corrected = JsonNode.Parse((await SendAsync("PUT", path, """{"target":"right"}""")).Text)!;
        var stored = JsonNode.Parse((await SendAsync("GET", path)).Text)!;
        var answer = JsonNode.Parse((await SendAsync("POST", "/v1/models/m/predict", """{"features":{"text":"parking"},"entity":"card 1"}""")).Text)!;

        Assert.Equal(("right", "wrong", 2L), ((string)corrected["target"]!, (string)corrected["previous_target"]!, (long)corrected["sequence"]!));
        Assert.Equal(("right", "wrong"), ((string)stored["target"]!, (string)stored["observed_target"]!));
        Assert.Equal("""{"name":"card 1","observations":1}""", answer["entity"]!.ToJsonString());
        Assert.Equal(["right"], answer["predictions"]!.AsArray().Select(prediction => (string)prediction!["value"]!));

        Assert.Equal((HttpStatusCode.OK, 1), ((await SendAsync("DELETE", path)).Status, (int)JsonNode.Parse((await SendAsync("GET", "/v1/models/m")).Text)!["log_generation"]! - 1));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", path, mayFail: true)).Status);
    }

    [Fact]
    public async Task Tenant_Renamed_KeepsItsKeyModelsAndLearning()
    {
        await ObserveAsync("m", Lines(0, 50));
        var digest = await DigestAsync("m");
        _berlin!.Authorize(await BerlinProcess.ReadOperatorKeyAsync(_folder.Path));
        await SendAsync("PUT", "/v1/tenants/acme", """{"name":"beta"}""");
        _berlin.Authorize(_key);

        // A gateway may know the key under the old name for five seconds; a name that is gone has no models.
        await UntilAsync(async () => (await SendAsync("GET", "/v1/models/m", mayFail: true)).Status == HttpStatusCode.OK);
        Assert.Equal(digest, await DigestAsync("m"));
        await ObserveAsync("m", Lines(50, 10));
        Assert.NotEqual(digest, await DigestAsync("m"));
    }

    [Fact]
    public async Task Keys_MadeRotatedAndRevoked_OpenWhatTheyMay()
    {
        var predictor = JsonNode.Parse((await SendAsync("POST", "/v1/keys", """{"scopes":["predict"]}""")).Text)!;
        var successor = JsonNode.Parse((await SendAsync("POST", $"/v1/keys/{predictor["id"]}/rotate", """{"grace_seconds":0}""")).Text)!;

        _berlin!.Authorize((string)successor["key"]!);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("GET", "/v1/keys", mayFail: true)).Status);
        _berlin.Authorize((string)predictor["key"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""", mayFail: true)).Status);

        _berlin.Authorize(_key);
        for (var made = 2; made < 20; made++)
        {
            await SendAsync("POST", "/v1/keys", """{"scopes":["observe"]}""");
        }

        var oneMore = await SendAsync("POST", "/v1/keys", """{"scopes":["observe"]}""", mayFail: true);
        Assert.Equal((HttpStatusCode.Conflict, "key.limit_reached"), (oneMore.Status, (string)JsonNode.Parse(oneMore.Text)!["code"]!));
        await SendAsync("DELETE", $"/v1/keys/{successor["id"]}");
        _berlin.Authorize((string)successor["key"]!);
        await UntilAsync(async () => (await SendAsync("POST", "/v1/models/m/predict", """{"features":{}}""", mayFail: true)).Status == HttpStatusCode.Unauthorized);
    }

    public ValueTask DisposeAsync()
    {
        _berlin?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Lines(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(row =>
        $$"""{"id":"o/{{row}}","at":"2014-04-02T00:00:00.{{row:000000}}Z","features":{"text":"word{{row % 17}} \"q\", word{{row % 5}}","amount":{{row}}.5,"note":null},"target":"{{row % 7}}","entity":"card {{row % 11}}","subject":"s{{row % 13}}"}""" + "\n"));

    /// <summary>Asks at the pace of the answers until it is so, for at most ten seconds.</summary>
    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await isSo())
        {
            await pace.WaitForNextTickAsync(bound.Token);
        }
    }

    private async Task ObserveAsync(string model, string lines)
    {
        var answer = JsonNode.Parse((await SendAsync("POST", $"/v1/models/{model}/observations", lines, "application/x-ndjson")).Text)!;
        Assert.Equal("[]", answer["rejected"]!.ToJsonString());
    }

    private async Task<string?> DigestAsync(string model) =>
        (string?)JsonNode.Parse((await SendAsync("GET", $"/v1/models/{model}?digest=true")).Text)!["learner_digest"];

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(
        string method, string path, string? body = null, string contentType = "application/json", bool mayFail = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        using var response = await Http.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(mayFail || response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return (response.StatusCode, text);
    }
}
