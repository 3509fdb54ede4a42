using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Berlin.Cli.Tests.Server;

/// <summary>A server that speaks Berlin's HTTP surface from memory, and fails where a test tells it to.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string OperatorKey = "bk_operator_secret";
    public const string TenantKey = "bk_tenant_secret";

    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, ScriptedModel> _models = new(StringComparer.Ordinal);

    private ScriptedServer(WebApplication application) => _application = application;

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Runs before an upload is stored; false when it has cut the connection or answered by itself.</summary>
    public Func<int, HttpContext, Task<bool>> BeforeStoring { get; set; } = (_, _) => Task.FromResult(true);

    /// <summary>Runs after an upload is stored and before it is answered.</summary>
    public Func<int, HttpContext, Task> AfterStoring { get; set; } = (_, _) => Task.CompletedTask;

    public int Uploads { get; private set; }

    /// <summary>Answers of routes that hold no state, by method and target as sent.</summary>
    public Dictionary<string, (int Status, string Body)> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>What reached those routes: method, target, key and body.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public ScriptedModel Model(string name) => _models[name];

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new ScriptedServer(application);
        server.Map();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Url = new Uri(addresses.Addresses.Single());
        return server;
    }

    /// <summary>Starts with the model that most tests use.</summary>
    public static async Task<ScriptedServer> StartWithModelAsync(string name = "accounts")
    {
        var server = await StartAsync();
        server._models[name] = new ScriptedModel(name, JsonNode.Parse("""
            {"kind":"online","learner":{"type":"multinomial-naive-bayes","alpha":1},
             "features":[{"field":"text","type":"text","ngrams":[1,2]},{"field":"amount","type":"number","buckets":"log2"}],
             "target":"account","columns":{"mode":"vocabulary","max":20000},"max_classes":1000,"metrics_window":1000}
            """)!.AsObject());
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private void Map()
    {
        _application.MapGet("/readyz", () => Results.Json(new { status = "ready" }));
        _application.MapPost("/v1/tenants", (Delegate)CreateTenantAsync);
        _application.MapGet("/v1/models", ListModels);
        _application.MapPut("/v1/models/{model}", DefineAsync);
        _application.MapGet("/v1/models/{model}", (string model, HttpContext http) => WithModel(http, model, found => Results.Json(found.Describe())));
        _application.MapPost("/v1/models/{model}/observations", ObserveAsync);
        _application.MapPost("/v1/models/{model}/predict", PredictAsync);
        _application.MapFallback(AnswerAsWrittenAsync);
    }

    private async Task AnswerAsWrittenAsync(HttpContext http)
    {
        var target = $"{http.Request.Method} {http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
        using var reader = new StreamReader(http.Request.Body);
        Calls.Enqueue($"{target} {http.Request.Headers.Authorization} {await reader.ReadToEndAsync()}".TrimEnd());
        var (status, body) = Answers.GetValueOrDefault(target, (404, """{"error":"There is no such route.","code":"route.not_found"}"""));
        http.Response.StatusCode = status;
        if (body.Length > 0)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(body);
        }
    }

    private static async Task<IResult> CreateTenantAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Bearer {OperatorKey}")
        {
            return Refuse(403, "key.scope_missing", "The key lacks the scope operate.");
        }

        var body = await JsonNode.ParseAsync(http.Request.Body);
        var name = (string)body!["name"]!;
        return name == "taken"
            ? Refuse(409, "tenant.exists", "The tenant taken exists.")
            : Results.Json(new { name, key = TenantKey }, statusCode: 201);
    }

    private IResult ListModels(HttpContext http)
    {
        var models = _models.Values.OrderBy(model => model.Name, StringComparer.Ordinal).Select(model => model.Describe());
        return IsTenant(http)
            ? Results.Json(new JsonObject { ["models"] = new JsonArray([.. models]), ["next"] = null })
            : Refuse(401, "key.invalid", "The key is not valid.");
    }

    private async Task<IResult> DefineAsync(string model, HttpContext http)
    {
        if (!IsTenant(http))
        {
            return Refuse(401, "key.invalid", "The key is not valid.");
        }

        var definition = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        if (definition["flavour"] is not null)
        {
            return Refuse(400, "model.invalid", "The definition has an unknown member: flavour.");
        }

        var isNew = !_models.ContainsKey(model);
        var defined = _models.GetOrAdd(model, name => new ScriptedModel(name, definition));
        return Results.Json(defined.Describe(), statusCode: isNew ? 201 : 200);
    }

    private async Task<IResult> ObserveAsync(string model, HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var upload = ++Uploads;
        if (!await BeforeStoring(upload, http))
        {
            return Results.Empty;
        }

        return await Task.FromResult(WithModel(http, model, found =>
        {
            var result = found.Store(lines);
            AfterStoring(upload, http).GetAwaiter().GetResult();
            return Results.Json(result);
        }));
    }

    private async Task<IResult> PredictAsync(string model, HttpContext http)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        return WithModel(http, model, found => body["features"]!["amount"] is { } amount && amount.GetValueKind() == JsonValueKind.String
            ? Refuse(400, "features.invalid", "features.amount is a string; the model declares a number.")
            : Results.Json(found.Predict(body["features"]!.AsObject(), (int)body["top"]!, (string?)body["entity"])));
    }

    private IResult WithModel(HttpContext http, string name, Func<ScriptedModel, IResult> answer)
    {
        if (!IsTenant(http))
        {
            return Refuse(401, "key.invalid", "The key is not valid.");
        }

        return _models.TryGetValue(name, out var model) ? answer(model) : Refuse(404, "model.not_found", "No such model.");
    }

    private static bool IsTenant(HttpContext http) => http.Request.Headers.Authorization == $"Bearer {TenantKey}";

    private static IResult Refuse(int status, string code, string error) => Results.Json(new { error, code }, statusCode: status);
}
