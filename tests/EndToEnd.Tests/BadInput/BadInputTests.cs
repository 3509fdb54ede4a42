using System.Net;
using System.Text;
using System.Text.Json;
using Berlin.Http.Tests.BadInput;

namespace Berlin.EndToEnd.Tests.BadInput;

/// <summary>
/// Bad input against the real thing: gateway, silo, grains and store in a process of its own. Each test asserts the answer,
/// and that the model stands where it stood: nothing is half-stored, and the process lives.
/// </summary>
public sealed class BadInputTests(BadInputServer server, ITestOutputHelper output) : IClassFixture<BadInputServer>
{
    private const string Good = """{"features":{"text":"taxi","amount":1}}""";

    [Fact]
    public async Task JsonTestSuite_AsBodies_AreRefusedOrTakenAndNeverStored()
    {
        var folder = SharedData.Find("json-test-suite/test_parsing", out var absence);
        Assert.SkipWhen(folder is null, absence);
        var before = await server.SequenceAsync();
        var counts = new Dictionary<(char Kind, string Route, int Status), int>();

        foreach (var file in Directory.EnumerateFiles(folder!, "*.json").Order(StringComparer.Ordinal))
        {
            var body = await File.ReadAllBytesAsync(file);
            var kind = Path.GetFileName(file)[0];
            foreach (var route in new[] { "predict", "observations" })
            {
                var (status, text) = await server.PostAsync($"/v1/models/accounts/{route}", body);
                counts[(kind, route, (int)status)] = counts.GetValueOrDefault((kind, route, (int)status)) + 1;

                // None of the files is a request of Berlin's, so a text that is good JSON has the wrong shape.
                Assert.True(status == HttpStatusCode.BadRequest, $"{Path.GetFileName(file)} to {route}: {(int)status} {text}");
                AssertIsError(text);
            }
        }

        output.WriteLine(string.Join(", ", counts.OrderBy(count => count.Key).Select(count => $"{count.Key}: {count.Value}")));
        await AssertUnharmedAsync(before);
    }

    [Fact]
    public async Task JsonTestSuite_AsFeatureValues_AreTakenExactlyWhereTheyAreGoodValues()
    {
        var folder = SharedData.Find("json-test-suite/test_parsing", out var absence);
        Assert.SkipWhen(folder is null, absence);
        var before = await server.SequenceAsync();

        foreach (var file in Directory.EnumerateFiles(folder!, "*.json").Order(StringComparer.Ordinal))
        {
            var value = await File.ReadAllBytesAsync(file);
            byte[] body = [.. "{\"features\":{\"undeclared\":"u8, .. value, .. "}}"u8];
            var (status, text) = await server.PostAsync("/v1/models/accounts/predict", body);
            var isRefused = status == HttpStatusCode.BadRequest;

            // A few malformed texts become good ones inside of an object, the empty one for instance does not.
            Assert.True(isRefused || status == HttpStatusCode.OK, $"{Path.GetFileName(file)}: {(int)status} {text}");
            if (Path.GetFileName(file)[0] == 'n' && !IsGoodJson(body))
            {
                Assert.True(isRefused, $"{Path.GetFileName(file)} was taken.");
            }
        }

        await AssertUnharmedAsync(before);
    }

    [Fact]
    public async Task NaughtyStrings_AsTexts_AreTakenAndAsNamesNeverAnswerWithMoreThanAnError()
    {
        var file = SharedData.Find("naughty-strings/blns.json", out var absence);
        Assert.SkipWhen(file is null, absence);
        var strings = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(file!))!;
        var model = await server.DefineOwnModelAsync("naughty");

        var rows = strings.Select((text, index) => JsonSerializer.Serialize(new
        {
            id = $"naughty-{index}",
            features = new { text },
            target = text.Length is > 0 and <= 256 ? text : "other",
        })).ToList();
        var (status, answer) = await server.PostAsync(
            $"/v1/models/{model}/observations", Encoding.UTF8.GetBytes($"{{\"observations\":[{string.Join(',', rows)}]}}"));

        Assert.True(status == HttpStatusCode.OK, answer);
        using var result = JsonDocument.Parse(answer);
        Assert.Equal(strings.Length, result.RootElement.GetProperty("accepted").GetInt32() + result.RootElement.GetProperty("rejected").GetArrayLength());
        foreach (var text in strings)
        {
            var predicted = await server.PostAsync($"/v1/models/{model}/predict", JsonSerializer.SerializeToUtf8Bytes(new { features = new { text } }));
            Assert.True(predicted.Status == HttpStatusCode.OK, $"{text}: {predicted.Text}");
            var named = await server.PostAsync($"/v1/models/{Uri.EscapeDataString(text)}/predict", Encoding.UTF8.GetBytes(Good));
            Assert.True((int)named.Status is 400 or 404 or 405, $"{text}: {(int)named.Status} {named.Text}");
        }

        await AssertAliveAsync();
    }

    public static TheoryData<string, string, int, string> Bodies => new()
    {
        { "malformed", """{"features":{"text":"taxi" """, 400, "request.invalid" },
        { "two documents", Good + Good, 400, "request.invalid" },
        { "an array", "[1]", 400, "request.invalid" },
        { "empty", "", 400, "request.invalid" },
        { "a byte order mark", "\uFEFF" + Good, 400, "request.invalid" },
        { "NaN", """{"features":{"amount":NaN}}""", 400, "request.invalid" },
        { "a number beyond a double", """{"features":{"amount":1e400}}""", 400, "request.invalid" },
        { "a text where a number belongs", """{"features":{"amount":"12"}}""", 400, "features.invalid" },
        { "a number where a text belongs", """{"features":{"text":12}}""", 400, "features.invalid" },
        { "a nested value", """{"features":{"text":{"a":1}}}""", 400, "features.invalid" },
        { "duplicate names", """{"features":{"text":"a","text":"b"}}""", 400, "request.invalid" },
        { "duplicate names, one escaped", """{"features":{"text":"a","te\u0078t":"b"}}""", 400, "request.invalid" },
        { "a lone surrogate", """{"features":{"text":"\ud800"}}""", 400, "request.invalid" },
        { "top of 0", """{"features":{"text":"a"},"top":0}""", 400, "request.invalid" },
        { "top of a million", """{"features":{"text":"a"},"top":1000000}""", 400, "request.invalid" },
        { "no instances", """{"instances":[]}""", 400, "request.invalid" },
        { "features and instances", """{"features":{},"instances":[{"features":{}}]}""", 400, "request.invalid" },
        { "65 levels", Nested(65), 400, "request.invalid" },
        { "100,000 levels", Nested(100_000), 400, "request.invalid" },
        { "100,000 fields", ManyFields(100_000), 413, "request.too_large" },
        { "a text of 1 MB", $$$"""{"features":{"text":"{{{new string('x', 1_000_000)}}}"}}""", 413, "request.too_large" },
        { "a body over the limit", $$$"""{"features":{"text":"{{{new string('x', 1_100_000)}}}"}}""", 413, "request.too_large" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Predict_BadBody_IsRefusedWithStatusAndCode(string what, string body, int status, string code)
    {
        var before = await server.SequenceAsync();

        var answer = await server.PostAsync("/v1/models/accounts/predict", Encoding.UTF8.GetBytes(body));

        Assert.True(status == (int)answer.Status, $"{what}: {(int)answer.Status} {answer.Text}");
        Assert.Equal(code, AssertIsError(answer.Text));
        await AssertUnharmedAsync(before);
    }

    [Theory]
    [InlineData("""{"observations":[{"id":"ok","features":{"text":"a"},"target":"1"},{"id":"half","features":{"text":"a"},"targ""")]
    [InlineData("""{"observations":[{"id":"ok","features":{"text":"a"},"target":"1"}],"observations":[]}""")]
    [InlineData("""{"observations":[{"id":"ok","features":{"text":"a"},"target":"1"},{"features":{"text":"a"},"target":"1"}]}""")]
    [InlineData("""{"observations":{}}""")]
    public async Task Observe_DocumentWithAFault_StoresNothingOfIt(string body)
    {
        var before = await server.SequenceAsync();

        var answer = await server.PostAsync("/v1/models/accounts/observations", Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        AssertIsError(answer.Text);
        await AssertUnharmedAsync(before);
    }

    [Fact]
    public async Task Observe_MoreRowsThanTheBound_StoresNothing()
    {
        var before = await server.SequenceAsync();
        var rows = Enumerable.Range(0, 10_001).Select(row => $$$"""{"id":"many-{{{row}}}","features":{"text":"a"},"target":"1"}""");

        var answer = await server.PostAsync(
            "/v1/models/accounts/observations", Encoding.UTF8.GetBytes($$"""{"observations":[{{string.Join(',', rows)}}]}"""));

        Assert.Contains("10,000", answer.Text.Replace("10000", "10,000", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True((int)answer.Status is 400 or 413, answer.Text);
        await AssertUnharmedAsync(before);
    }

    [Fact]
    public async Task Models_UnknownAndForeign_LookAlike()
    {
        var foreign = await server.CreateForeignModelAsync("foreign");

        var unknown = await server.PostAsync("/v1/models/unknown/predict", Encoding.UTF8.GetBytes(Good));
        var other = await server.PostAsync($"/v1/models/{foreign}/predict", Encoding.UTF8.GetBytes(Good));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.Status, other.Status));
        Assert.Equal(unknown.Text.Replace("unknown", foreign, StringComparison.Ordinal), other.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer bk_")]
    [InlineData("Bearer bk_aaaaaaaaaaaa_bbbb")]
    [InlineData("Basic YTpi")]
    public async Task Key_MissingOrBad_Is401(string? authorization)
    {
        var answer = await server.PostAsync("/v1/models/accounts/predict", Encoding.UTF8.GetBytes(Good), authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("key.invalid", AssertIsError(answer.Text));
    }

    private static string Nested(int levels) =>
        "{\"features\":{\"text\":" + new string('[', levels) + new string(']', levels) + "}}";

    private static string ManyFields(int count) =>
        "{\"features\":{" + string.Join(',', Enumerable.Range(0, count).Select(field => $"\"f{field}\":1")) + "}}";

    private static bool IsGoodJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string AssertIsError(string text)
    {
        using var answer = JsonDocument.Parse(text);
        Assert.NotEmpty(answer.RootElement.GetProperty("error").GetString()!);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return answer.RootElement.GetProperty("code").GetString()!;
    }

    private async Task AssertUnharmedAsync(long before)
    {
        await AssertAliveAsync();
        Assert.Equal(before, await server.SequenceAsync());
    }

    private async Task AssertAliveAsync()
    {
        Assert.False(server.HasExited);
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("/v1/models/accounts/predict", Encoding.UTF8.GetBytes(Good))).Status);
    }
}
