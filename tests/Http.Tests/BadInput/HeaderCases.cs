using static Berlin.Http.Tests.BadInput.BadInputCase;

namespace Berlin.Http.Tests.BadInput;

/// <summary>Good bodies under headers, paths and methods that are not.</summary>
internal static class HeaderCases
{
    private const string Row = """{"id":"a","features":{},"target":"x"}""";
    private const string Batch = "{\"observations\":[" + Row + "]}";
    private const string JsonOnly = "The body must be application/json in UTF-8.";
    private const string JsonOrLines = "The body must be application/json or application/x-ndjson in UTF-8.";
    private const string BadKey = "The header Idempotency-Key is not one value of 1 to 64 printable ASCII characters.";

    public static BadInputCase[] All { get; } =
    [
        Media("predict without a type", Prediction, null, JsonOnly),
        Media("predict as text", Prediction, "text/plain", JsonOnly),
        Media("predict as lines", Prediction, "application/x-ndjson", JsonOnly),
        Media("predict as a form", Prediction, "application/x-www-form-urlencoded", JsonOnly),
        Media("predict as another JSON", Prediction, "application/vnd.api+json", JsonOnly),
        Media("predict as JSON in UTF-16", Prediction, "application/json; charset=utf-16", JsonOnly),
        Media("predict as JSON in Latin-1", Prediction, "application/json; charset=\"iso-8859-1\"", JsonOnly),
        Media("observe without a type", Observation, null, JsonOrLines),
        Media("observe as CSV", Observation, "text/csv", JsonOrLines),
        Media("observe as lines in Latin-1", Observation, "application/x-ndjson; charset=latin1", JsonOrLines),
        Media("define as YAML", Observation with { Method = "PUT", Path = "/v1/models/m" }, "application/yaml", JsonOnly),
        Media("tenant as text", Observation with { Path = "/v1/tenants" }, "text/plain", JsonOnly),
        Compressed("gzip"),
        Compressed("br"),
        Compressed("identity, gzip"),
        Key("empty", ""),
        Key("of 65 characters", new string('k', 65)),
        Key("with a tab", "a\tb"),

        Call("GET", "/nothing", 404, "route.not_found", "There is no such route."),
        Call("GET", "/v1", 404, "route.not_found", "There is no such route."),
        Call("GET", "/v2/health/ready", 404, "route.not_found", "There is no such route."),
        Call("GET", "/v1/models/m/nothing", 404, "route.not_found", "There is no such route."),
        Call("POST", "/v1/models/a/b/predict", 404, "route.not_found", "There is no such route."),
        Call("POST", "/v1/models//predict", 404, "route.not_found", "There is no such route."),
        Call("GET", "/v1/models/m/predict", 405, "route.method_not_allowed", "The route does not take the method GET; it takes POST."),
        Call("PUT", "/v1/models/m/observations", 405, "route.method_not_allowed", "The route does not take the method PUT; it takes GET, POST."),
        Call("POST", "/v1/models/m", 405, "route.method_not_allowed", "The route does not take the method POST; it takes DELETE, GET, PUT."),
        Call("POST", "/v1/models", 405, "route.method_not_allowed", "The route does not take the method POST; it takes GET."),
        Call("TEAPOT", "/v1/tenants", 405, "route.method_not_allowed", "The route does not take the method TEAPOT; it takes GET, POST."),

        Call("GET", "/v1/models/unknown", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/UNKNOWN", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/..%2Fbeta%2Fm", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/" + new string('m', 64), 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/%F0%9F%98%80", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models?limit=0", 400, "request.invalid", "The query parameter limit is not an integer from 1 to 1000."),
        Call("GET", "/v1/models?limit=1001", 400, "request.invalid", "The query parameter limit is not an integer from 1 to 1000."),
        Call("GET", "/v1/models?limit=+5", 400, "request.invalid", "The query parameter limit is not an integer from 1 to 1000."),
        Call("GET", "/v1/models?limit=", 400, "request.invalid", "The query parameter limit is not an integer from 1 to 1000."),
        Call("GET", "/v1/models?limit=5&limit=6", 400, "request.invalid", "The query parameter limit is not an integer from 1 to 1000."),
        Call("GET", "/v1/models?after=No%20Name", 400, "request.invalid", "The query parameter after is not a model's name (1-63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit)."),
        Call("GET", "/v1/models/m?digest=1", 400, "request.invalid", "The query parameter digest is neither true nor false."),
        new("PUT under a name in capitals", "PUT", "/v1/models/M", Utf8("{}"), 400, "name.invalid", "The model's name is not valid; it must be 1-63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit."),
        new("PUT under a name with a slash", "PUT", "/v1/models/a%2Fb", Utf8("{}"), 400, "name.invalid", "The model's name is not valid; it must be 1-63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit."),
    ];

    private static BadInputCase Prediction => Predict("", """{"features":{}}""", 415, "request.unsupported_media_type", "");

    private static BadInputCase Observation => Observe("", Batch, 415, "request.unsupported_media_type", "");

    private static BadInputCase Media(string name, BadInputCase request, string? type, string error) =>
        request with { Name = name, ContentType = type, Error = error };

    private static BadInputCase Compressed(string encoding) => Observation with
    {
        Name = $"observe compressed: {encoding}",
        Headers = [("Content-Encoding", encoding)],
        Error = "The body must not be compressed; the server takes no Content-Encoding.",
    };

    private static BadInputCase Key(string name, string key) => Observation with
    {
        Name = "Idempotency-Key " + name, Headers = [("Idempotency-Key", key)], Status = 400, Code = "request.invalid", Error = BadKey,
    };
}
