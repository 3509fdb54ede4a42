using System.Text.Json.Nodes;
using Berlin.Grains;
using Berlin.Http;
using Berlin.Silo.Http.Callers;

namespace Berlin.Silo.Http.OpenApi;

/// <summary>Describes error answers: their statuses are those of the <see cref="ErrorTable"/>.</summary>
internal static class ErrorResponses
{
    /// <summary>Name of the schema of every error.</summary>
    public const string SchemaName = "Error";

    /// <summary>A key is looked up and judged, a grain is called.</summary>
    private static readonly string[] OfKeys =
    [
        ErrorCodes.KeyInvalid,
        ErrorCodes.KeyScopeMissing,
        ErrorCodes.StoreUnavailable,
        ErrorCodes.SiloStopping,
        ErrorCodes.SiloUnavailable,
        ErrorCodes.ServerUnavailable,
        ErrorCodes.ServerFault,
    ];

    /// <summary>A body is read.</summary>
    private static readonly string[] OfBodies =
    [
        ErrorCodes.RequestInvalid, ErrorCodes.RequestTooLarge, ErrorCodes.RequestTimedOut, ErrorCodes.RequestUnsupportedMediaType,
    ];

    /// <summary>The schema of every error.</summary>
    public static JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["description"] = "Every error. `code` is for programs and never changes its meaning, `error` is one sentence for people and may change.",
        ["properties"] = new JsonObject
        {
            ["error"] = new JsonObject { ["type"] = "string", ["description"] = "Names the fault, the field and the bound." },
            ["code"] = new JsonObject { ["type"] = "string", ["enum"] = Array(ErrorTable.Codes.Order(StringComparer.Ordinal)) },
        },
        ["required"] = Array(["error", "code"]),
        ["additionalProperties"] = false,
    };

    /// <summary>Adds to <paramref name="responses"/> one answer for each status that the route's errors have.</summary>
    public static void AddTo(JsonObject responses, OperationDescription description, CallerPolicy policy, bool hasBody)
    {
        var codes = description.Errors
            .Concat(policy == CallerPolicy.Public ? [] : OfKeys)
            .Concat(hasBody ? OfBodies : []);
        foreach (var group in codes.Distinct().GroupBy(StatusOf).OrderBy(group => group.Key))
        {
            responses[$"{group.Key}"] = Response(group.Key, [.. group.Order(StringComparer.Ordinal)]);
        }
    }

    private static int StatusOf(string code) =>
        ErrorTable.TryFind(code, out var row) ? row.Status : throw new InvalidOperationException($"The error table has no row of '{code}'.");

    private static JsonObject Response(int status, string[] codes)
    {
        var response = new JsonObject { ["description"] = string.Join(", ", codes.Select(code => $"`{code}`")) };
        if (Headers(status) is { } headers)
        {
            response["headers"] = headers;
        }

        var narrowed = new JsonObject { ["properties"] = new JsonObject { ["code"] = new JsonObject { ["enum"] = Array(codes) } } };
        var schema = new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaName}" }, narrowed) };
        response["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } };
        return response;
    }

    private static JsonObject? Headers(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Header("WWW-Authenticate", "The scheme that is asked for.", new JsonObject { ["type"] = "string", ["const"] = "Bearer" }),
        StatusCodes.Status503ServiceUnavailable => Header(
            "Retry-After", "Seconds after which the same call may be repeated.", new JsonObject { ["type"] = "integer", ["minimum"] = 0 }),
        _ => null,
    };

    private static JsonObject Header(string name, string description, JsonObject schema) =>
        new() { [name] = new JsonObject { ["description"] = description, ["required"] = true, ["schema"] = schema } };

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
