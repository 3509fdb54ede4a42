using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berlin.Silo.Http.Callers;

namespace Berlin.Silo.Http.OpenApi;

/// <summary>Puts the descriptions of endpoints together to one OpenAPI 3.1 document.</summary>
internal static class OpenApiDocument
{
    private const string SecurityScheme = "api_key";

    private const string Frame = $$$"""
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Berlin",
            "version": "1",
            "description": "Hosts predictive models for many tenants and keeps teaching them. Bodies are JSON in UTF-8 with snake_case names, at most 64 levels deep, without repeated names. A path that is not listed answers 404 `route.not_found`, a method that is not listed 405 `route.method_not_allowed`."
          },
          "servers": [{"url": "/", "description": "The gateway that serves this document."}],
          "tags": [
            {"name": "predictions", "description": "Ask a model."},
            {"name": "jobs", "description": "Score files in the background."},
            {"name": "observations", "description": "Teach a model, correct what it was taught, take it back."},
            {"name": "entities", "description": "Those who have models of their own within a model."},
            {"name": "models", "description": "Define and watch models."},
            {"name": "keys", "description": "Who may call in the tenant's name."},
            {"name": "tenants", "description": "For the operator of the server."},
            {"name": "cluster", "description": "For the operator of a cluster of silos."},
            {"name": "server", "description": "For probes and tools; no key is needed."}
          ],
          "paths": {},
          "components": {
            "schemas": {},
            "securitySchemes": {
              "{{{SecurityScheme}}}": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "bk_<id>_<secret>",
                "description": "An API key. Each operation names the scope that the key must hold."
              }
            }
          }
        }
        """;

    /// <summary>The document of every endpoint that carries an <see cref="OperationDescription"/>, as indented UTF-8 with a newline at its end.</summary>
    /// <exception cref="InvalidOperationException">Two endpoints describe a schema of one name differently.</exception>
    /// <exception cref="JsonException">A description is not JSON.</exception>
    public static byte[] Write(IEnumerable<Endpoint> endpoints)
    {
        var document = JsonNode.Parse(Frame)!.AsObject();
        var paths = document["paths"]!.AsObject();
        var schemas = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal) { [ErrorResponses.SchemaName] = ErrorResponses.Schema() };
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>().OrderBy(endpoint => endpoint.RoutePattern.RawText, StringComparer.Ordinal))
        {
            if (endpoint.Metadata.GetMetadata<OperationDescription>() is { } description)
            {
                AddOperations(paths, endpoint, description);
                AddSchemas(schemas, description);
            }
        }

        document["components"]!["schemas"] = new JsonObject(schemas.Select(schema => KeyValuePair.Create<string, JsonNode?>(schema.Key, schema.Value)));
        return Format(document);
    }

    /// <summary>The one format of the document, in the answer and in the checked-in file.</summary>
    private static byte[] Format(JsonObject document)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            document.WriteTo(json);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void AddOperations(JsonObject paths, RouteEndpoint endpoint, OperationDescription description)
    {
        var path = endpoint.RoutePattern.RawText!;
        if (paths[path] is not JsonObject item)
        {
            paths[path] = item = [];
        }

        foreach (var method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods)
        {
            item[method.ToLowerInvariant()] = Operation(description, endpoint.Metadata.GetRequiredMetadata<CallerPolicy>());
        }
    }

    private static JsonObject Operation(OperationDescription description, CallerPolicy policy)
    {
        var operation = JsonNode.Parse(description.Operation)!.AsObject();
        var scopes = policy == CallerPolicy.Public ? null : CallerScopeNames.NameOf(policy.Scope);
        operation["security"] = scopes is null ? new JsonArray() : new JsonArray(new JsonObject { [SecurityScheme] = new JsonArray(scopes) });
        if (scopes is not null)
        {
            var whose = policy.NeedsTenant ? "a tenant's key" : "an operator's key";
            operation["description"] = $"{operation["description"]} Needs {whose} with the scope `{scopes}`.".TrimStart();
        }

        ErrorResponses.AddTo(operation["responses"]!.AsObject(), description, policy, hasBody: operation.ContainsKey("requestBody"));
        return operation;
    }

    private static void AddSchemas(SortedDictionary<string, JsonNode> schemas, OperationDescription description)
    {
        foreach (var (name, schema) in JsonNode.Parse(description.Schemas)!.AsObject())
        {
            if (!schemas.TryAdd(name, schema!.DeepClone()) && !JsonNode.DeepEquals(schemas[name], schema))
            {
                throw new InvalidOperationException($"Two endpoints describe the schema '{name}' differently.");
            }
        }
    }
}
