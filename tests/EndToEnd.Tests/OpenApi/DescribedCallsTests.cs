using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berlin.Http.Tests.OpenApi;

namespace Berlin.EndToEnd.Tests.OpenApi;

/// <summary>Does what docs/reference/openapi.json says to a real server, through its gateway, and compares the answers with it.</summary>
public sealed class DescribedCallsTests : IAsyncLifetime
{
    private static readonly string[] FirstOperations = ["createTenant", "defineModel", "observe", "correctObservation", "issueKey", "issueTenantKey"];

    private static readonly string[] LastOperations =
    [
        "getJobResult", "deleteJob", "rotateKey", "revokeKey", "removeObservation", "removeSubject", "removeEntity", "deleteModel", "deleteTenant", "renameTenant",
    ];

    private readonly TemporaryFolder _folder = new();

    /// <summary>Ids that were answered, by the path that made them.</summary>
    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);
    private BerlinProcess? _berlin;

    private HttpClient Http => _berlin!.Http;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _berlin = await BerlinProcess.StartAsync(_folder.Path);

    [Fact]
    public async Task Gateway_AskedWithoutAKey_ServesTheCheckedInFileAndThePage()
    {
        Assert.Equal(await File.ReadAllBytesAsync(ApiDescription.FindFile(), Cancelled), await Http.GetByteArrayAsync("/openapi.json", Cancelled));

        using var page = await Http.GetAsync("/docs", Cancelled);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var html = await page.Content.ReadAsStringAsync(Cancelled);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        foreach (var part in new[] { "swagger-ui-bundle.js", "swagger-ui.css", "index.js" })
        {
            Assert.Contains(part, html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await Http.GetAsync($"/docs/{part}", Cancelled)).StatusCode);
        }
    }

    [Fact]
    public async Task Examples_SentInOrder_AreAnsweredAsDescribed()
    {
        var api = new ApiDescription(await Http.GetByteArrayAsync("/openapi.json", Cancelled));
        var operatorKey = await BerlinProcess.ReadOperatorKeyAsync(_folder.Path);
        var tenantKey = "";
        var calls = 0;
        foreach (var operation in api.Operations.OrderBy(Order))
        {
            if (operation.Id == "renameTenant")
            {
                // The one that was made first is deleted by now.
                await _berlin!.CreateTenantAsync(_folder.Path, "acme");
            }

            var key = operation.Scope == "operate" ? operatorKey : tenantKey;
            if (operation.Id == "getJobResult")
            {
                await WaitForJobAsync(api.Operation("getJob"), key);
            }

            foreach (var (status, text) in await SendExamplesAsync(operation, key))
            {
                Assert.True(status < 300, $"{operation}: {status} {text}");
                tenantKey = operation.Id == "createTenant" ? JsonDocument.Parse(text).RootElement.GetProperty("key").GetString()! : tenantKey;
                calls++;
            }
        }

        Assert.True(calls >= api.Operations.Count, $"{calls} calls for {api.Operations.Count} operations.");
    }

    [Fact]
    public async Task Definition_AtAndBeyondEachDescribedBound_IsTakenAndRefused()
    {
        var api = new ApiDescription(await Http.GetByteArrayAsync("/openapi.json", Cancelled));
        var define = api.Operation("defineModel");
        var example = define.Examples.Single(example => example.Name == "complete").Value.GetRawText();
        _berlin!.Authorize(await _berlin.CreateTenantAsync(_folder.Path, "bounds"));
        var model = 0;
        foreach (var (schema, owner, member) in BoundedMembers(api))
        {
            foreach (var (value, isWithin) in Bounds(api.Schemas.Resolve($"#/components/schemas/{schema}/properties/{member}")))
            {
                var definition = JsonNode.Parse(example)!;
                if (owner == "learner")
                {
                    var type = api.Schemas.Resolve($"#/components/schemas/{schema}/properties/type").GetProperty("const").GetString();
                    definition[owner] = new JsonObject { ["type"] = type };
                }

                (owner.Length == 0 ? definition : definition[owner]!)[member] = value;
                using var body = new StringContent(definition.ToJsonString(), Encoding.UTF8, "application/json");
                using var response = await Http.PutAsync($"/v1/models/bound-{model++}", body, Cancelled);
                var answer = await response.Content.ReadAsStringAsync(Cancelled);
                Assert.True((isWithin ? 201 : 400) == (int)response.StatusCode, $"{schema}.{member} = {value}: {answer}");
                Assert.Equal([], define.FaultsOf((int)response.StatusCode, answer));
            }
        }
    }

    [Fact]
    public async Task Operations_WithoutAKeyOrScope_RefuseAsDescribed()
    {
        var api = new ApiDescription(await Http.GetByteArrayAsync("/openapi.json", Cancelled));
        var operatorKey = await BerlinProcess.ReadOperatorKeyAsync(_folder.Path);
        var tenantKey = await _berlin!.CreateTenantAsync(_folder.Path, "other");
        Http.DefaultRequestHeaders.Authorization = null;
        foreach (var operation in api.Operations.Where(operation => operation.Scope is not null))
        {
            Assert.All(await SendExamplesAsync(operation, key: null), answer => Assert.Equal(401, answer.Status));
            Assert.All(
                await SendExamplesAsync(operation, operation.Scope == "operate" ? tenantKey : operatorKey), answer => Assert.Equal(403, answer.Status));
        }
    }

    public ValueTask DisposeAsync()
    {
        _berlin?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Values at the bounds of a schema, which are taken, and those next to them, which are not.</summary>
    private static IEnumerable<(JsonNode Value, bool IsWithin)> Bounds(JsonElement schema)
    {
        if (schema.GetProperty("type").GetString() == "string")
        {
            var (shortest, longest) = (schema.GetProperty("minLength").GetInt32(), schema.GetProperty("maxLength").GetInt32());
            return [(new string('a', shortest), true), (new string('a', shortest - 1), false), (new string('a', longest), true), (new string('a', longest + 1), false)];
        }

        var (least, most) = (schema.GetProperty("minimum").GetDouble(), schema.GetProperty("maximum").GetDouble());
        return schema.GetProperty("type").GetString() == "integer"
            ? [((long)least, true), ((long)least - 1, false), ((long)most, true), ((long)most + 1, false)]
            : [(least, true), (least > 0 ? least / 2 : least - 1, false), (most, true), (most * 2, false)];
    }

    /// <summary>Members of a definition whose schemas tell bounds: schema, the object of a definition that it describes, member.</summary>
    private static IEnumerable<(string Schema, string Owner, string Member)> BoundedMembers(ApiDescription api)
    {
        var learners = api.Schemas.Resolve("#/components/schemas/Learner").GetProperty("oneOf").EnumerateArray()
            .Select(choice => choice.GetProperty("$ref").GetString()!.Split('/')[^1]);
        return
        [
            ("ModelDefinition", "", "max_classes"), ("ModelDefinition", "", "metrics_window"), ("ModelDefinition", "", "target"),
            ("Columns", "columns", "max"), ("Retention", "retention", "max_age_days"),
            .. learners.SelectMany(schema => api.Schemas.Resolve($"#/components/schemas/{schema}/properties").EnumerateObject()
                .Where(member => member.Name != "type").Select(member => (schema, "learner", member.Name))),
        ];
    }

    /// <summary>What a call needs is made by one before it and removed by one after it; those that are not listed read.</summary>
    private static int Order(ApiOperation operation)
    {
        var (first, last) = (Array.IndexOf(FirstOperations, operation.Id), Array.IndexOf(LastOperations, operation.Id));
        return first >= 0 ? first - FirstOperations.Length : last + 1;
    }

    /// <summary>Sends each example of the operation, or the one call of an operation without a body; every answer is checked against the document.</summary>
    private async Task<List<(int Status, string Text)>> SendExamplesAsync(ApiOperation operation, string? key)
    {
        var bodies = operation.Examples
            .Select(example => (example.ContentType, Text: example.Value.ValueKind == JsonValueKind.String ? example.Value.GetString()! : example.Value.GetRawText()))
            .ToList();
        var answers = new List<(int Status, string Text)>();
        foreach (var (contentType, text) in bodies.Count == 0 ? [("", "")] : bodies)
        {
            using var request = Request(operation, key);
            if (contentType.Length > 0)
            {
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            }

            using var response = await Http.SendAsync(request, Cancelled);
            var (status, answer) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
            Assert.Equal([], operation.FaultsOf(status, answer));
            Assert.All(operation.HeadersOf(status), header => Assert.True(response.Headers.Contains(header), $"{operation}: {status} lacks {header}."));
            if (response.Content.Headers.ContentType?.MediaType == "application/json")
            {
                Remember(operation, answer);
            }

            answers.Add((status, answer));
        }

        return answers;
    }

    private async Task WaitForJobAsync(ApiOperation get, string key)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await SendExamplesAsync(get, key)).Any(answer => !answer.Text.Contains("\"state\":\"done\"", StringComparison.Ordinal)))
        {
            Assert.False(bound.IsCancellationRequested, "The job did not end.");
        }
    }

    private void Remember(ApiOperation operation, string answer)
    {
        if (operation.Method == "POST" && JsonDocument.Parse(answer).RootElement.TryGetProperty("id", out var id))
        {
            _made[operation.Path] = id.GetString()!;
        }
    }

    private HttpRequestMessage Request(ApiOperation operation, string? key)
    {
        var path = operation.Path;
        var collection = path.Split("/{id}")[0];
        foreach (var (place, name, example) in operation.Parameters)
        {
            var value = name == "id" && _made.TryGetValue(collection, out var made) ? made : example;
            path = place == "path" ? path.Replace($"{{{name}}}", value, StringComparison.Ordinal) : path;
        }

        // The optional member of a model is part of what is compared.
        path = operation.Parameters.Any(parameter => parameter.Name == "digest") ? path + "?digest=true" : path + operation.RequiredQuery;
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (_, name, example) in operation.Parameters.Where(parameter => parameter is { Place: "header", Example: not null }))
        {
            request.Headers.Add(name, example);
        }

        return request;
    }
}
