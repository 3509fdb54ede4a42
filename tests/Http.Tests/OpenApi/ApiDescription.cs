using System.Text.Json;

namespace Berlin.Http.Tests.OpenApi;

/// <summary>An OpenAPI document, read for tests.</summary>
internal sealed class ApiDescription
{
    private readonly JsonElement _document;

    public ApiDescription(ReadOnlyMemory<byte> document)
    {
        using var parsed = JsonDocument.Parse(document);
        _document = parsed.RootElement.Clone();
        Schemas = new SchemaCheck(_document);
        Operations =
        [
            .. _document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
                .Select(operation => new ApiOperation(operation.Name.ToUpperInvariant(), path.Name, operation.Value, Schemas))),
        ];
    }

    public SchemaCheck Schemas { get; }

    public IReadOnlyList<ApiOperation> Operations { get; }

    /// <summary>Codes that the document knows at all.</summary>
    public IEnumerable<string> ErrorCodes => Schemas.Resolve("#/components/schemas/Error").GetProperty("properties").GetProperty("code").GetProperty("enum")
        .EnumerateArray().Select(code => code.GetString()!);

    /// <summary>The operation of this <c>operationId</c>.</summary>
    public ApiOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>docs/reference/openapi.json in the tree that the tests were built from.</summary>
    public static string FindFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Berlin.sln")))
            {
                return Path.Combine(folder.FullName, "docs", "reference", "openapi.json");
            }
        }

        throw new InvalidOperationException($"No Berlin.sln above {AppContext.BaseDirectory}.");
    }
}

/// <summary>One operation of a document.</summary>
internal sealed class ApiOperation(string method, string path, JsonElement json, SchemaCheck schemas)
{
    public string Method { get; } = method;

    public string Path { get; } = path;

    public string Id { get; } = json.GetProperty("operationId").GetString()!;

    /// <summary>The scope that its key needs; null = no key is needed.</summary>
    public string? Scope => json.GetProperty("security").EnumerateArray().Select(one => one.GetProperty("api_key")[0].GetString()).SingleOrDefault();

    /// <summary>Answers by status.</summary>
    public IReadOnlyDictionary<int, JsonElement> Responses { get; } =
        json.GetProperty("responses").EnumerateObject().ToDictionary(response => int.Parse(response.Name), response => response.Value);

    /// <summary>Error codes by status.</summary>
    public IEnumerable<(int Status, string Code)> Errors => Responses.Where(response => response.Key >= 400).SelectMany(response =>
        SchemaOf(response.Value).GetProperty("allOf")[1].GetProperty("properties").GetProperty("code").GetProperty("enum")
            .EnumerateArray().Select(code => (response.Key, code.GetString()!)));

    /// <summary>Each body that the document shows, with its content type and schema.</summary>
    public IEnumerable<(string Name, string ContentType, JsonElement Schema, JsonElement Value)> Examples =>
        json.TryGetProperty("requestBody", out var body)
            ? body.GetProperty("content").EnumerateObject().SelectMany(content => content.Value.GetProperty("examples").EnumerateObject()
                .Select(example => (example.Name, content.Name, content.Value.GetProperty("schema"), example.Value.GetProperty("value"))))
            : [];

    /// <summary>Parameters by place (<c>path</c>, <c>query</c>, <c>header</c>) and name with their examples.</summary>
    public IEnumerable<(string Place, string Name, string? Example)> Parameters =>
        json.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Select(parameter => (
                parameter.GetProperty("in").GetString()!,
                parameter.GetProperty("name").GetString()!,
                parameter.TryGetProperty("example", out var example) ? example.GetString() : null))
            : [];

    /// <summary>The query that the operation cannot do without, out of examples; empty where it needs none.</summary>
    public string RequiredQuery =>
        json.TryGetProperty("parameters", out var parameters)
            ? string.Concat(parameters.EnumerateArray()
                .Where(parameter => parameter.GetProperty("in").GetString() == "query" && parameter.TryGetProperty("required", out var required) && required.GetBoolean())
                .Select((parameter, index) => $"{(index == 0 ? '?' : '&')}{parameter.GetProperty("name").GetString()}={parameter.GetProperty("example").GetString()}"))
            : "";

    /// <summary>What differs between an answer and its description.</summary>
    public IEnumerable<string> FaultsOf(int status, string answer)
    {
        if (!Responses.TryGetValue(status, out var response))
        {
            return [$"{Method} {Path} answered {status}, which is not documented: {answer}"];
        }

        // Answers without a body, and those of other media types, are described by texts.
        if (!response.TryGetProperty("content", out var content))
        {
            return answer.Length == 0 ? [] : [$"{Method} {Path} answered {status} with a body, which is not documented: {answer}"];
        }

        if (!content.TryGetProperty("application/json", out _))
        {
            return [];
        }

        using var value = JsonDocument.Parse(answer);
        return [.. schemas.Faults(SchemaOf(response), value.RootElement).Select(fault => $"{Method} {Path} answered {status}: {fault}")];
    }

    /// <summary>Headers that every answer of the status has.</summary>
    public IEnumerable<string> HeadersOf(int status) =>
        Responses[status].TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(header => header.Name) : [];

    public override string ToString() => $"{Method} {Path}";

    private static JsonElement SchemaOf(JsonElement response) =>
        response.GetProperty("content").GetProperty("application/json").GetProperty("schema");
}
