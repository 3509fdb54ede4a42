using static Berlin.Http.Tests.BadInput.BadInputCase;

namespace Berlin.Http.Tests.BadInput;

/// <summary>Well-formed JSON that is not what its route takes.</summary>
internal static class ShapeCases
{
    private const string Row = """{"id":"a","features":{},"target":"x"}""";

    public static BadInputCase[] All { get; } =
    [
        Shape("predict: an array", "[]", "The body is an array; it must be an object with the member features or instances."),
        Shape("predict: a string", "\"x\"", "The body is a string; it must be an object with the member features or instances."),
        Shape("predict: null", "null", "The body is null; it must be an object with the member features or instances."),
        Shape("predict: neither", "{}", "The body must have exactly one of the members features and instances."),
        Shape("predict: both", """{"features":{},"instances":[{"features":{}}]}""", "The body must have exactly one of the members features and instances."),
        Shape("predict: unknown member", """{"features":{},"tops":1}""", "The body has the member tops; it takes features or instances, entity and top."),
        Shape("predict: unknown member with a lone surrogate", """{"\udead":1}""", @"The body has the member \udead; it takes features or instances, entity and top."),
        Shape("predict: features twice", """{"features":{},"features":{}}""", "The body has the member features more than once."),
        Shape("predict: instances twice", """{"instances":[{"features":{}}],"instances":[]}""", "The body has the member instances more than once."),
        Shape("predict: top twice", """{"top":1,"features":{},"top":1}""", "The body has the member top more than once."),
        Top("zero", "0"),
        Top("negative", "-1"),
        Top("1,001", "1001"),
        Top("beyond 32 bits", "4294967297"),
        Top("a fraction", "1.5"),
        Top("with an exponent", "1e1"),
        Top("a string", "\"3\""),
        Top("null", "null"),
        Shape("predict: instances are an object", """{"instances":{}}""", "instances is an object; it must be an array of objects."),
        Shape("predict: no instance", """{"instances":[]}""", "instances is empty; it must hold at least one."),
        Shape("predict: an instance is a number", """{"instances":[{"features":{}},5]}""", "instances[1] is a number; an instance is an object with the member features."),
        Shape("predict: an instance is empty", """{"instances":[{}]}""", "instances[0].features is missing."),
        Shape("predict: an instance with another member", """{"instances":[{"features":{},"id":"a"}]}""", "instances[0] has the member id; it takes features and entity."),
        Shape("predict: an instance with features twice", """{"instances":[{"features":{},"features":{}}]}""", "instances[0] has the member features more than once."),
        Predict("predict: 1,001 instances", $$"""{"instances":[{{Repeat("""{"features":{}}""", 1001)}}]}""", 413, "request.too_large", "The request holds more than 1000 instances."),
        Predict("predict: 1,001 instances and no end", $$"""{"instances":[{{Repeat("""{"features":{}}""", 1001)}}]""", 400, "request.invalid", "The body is not well-formed JSON: line 1, byte 16031: Expected depth to be zero at the end of the JSON payload."),
        Predict("predict: features are null", """{"features":null}""", 400, "features.invalid", "features is null; it must be an object."),
        Predict("predict: features are an array", """{"features":[]}""", 400, "features.invalid", "features is an array; it must be an object."),
        Predict("predict: a feature is an array", """{"features":{"a":[1]}}""", 400, "features.invalid", "features.a is an array; a feature is a string, a number, a boolean or null."),
        Predict("predict: a feature of the second instance is an object", """{"instances":[{"features":{}},{"features":{"a":{}}}]}""", 400, "features.invalid", "instances[1].features.a is an object; a feature is a string, a number, a boolean or null."),
        Shape("predict: a feature is 1e400", """{"features":{"a":1e400}}""", "features.a is a number beyond the range of a double (1.8e308)."),
        Shape("predict: a feature twice", """{"features":{"a":1,"a":1}}""", "features has the member a more than once."),
        Shape("predict: a lone surrogate", """{"features":{"a":"\ud800"}}""", "features.a holds a lone surrogate."),
        Predict("predict: features of 65,537 bytes", "{\"features\":{\"a\":\"" + new string('x', 65_537 - 8) + "\"}}", 413, "request.too_large", "features is larger than 65536 bytes."),
        Predict("predict: 90,000 features", "{\"features\":{" + string.Join(',', Enumerable.Range(0, 90_000).Select(n => $"\"f{n}\":1")) + "}}", 413, "request.too_large", "features has more than 1000 members."),
        Predict("predict: a body of 1 MiB and a byte", "{\"features\":{\"a\":\"" + new string('x', (1024 * 1024) + 1 - 20) + "\"}}", 413, "request.too_large", "The body is larger than 1048576 bytes, the most that this route takes."),

        Batch("observe: an array", $"[{Row}]", "The body is an array; it must be an object with the member observations."),
        Batch("observe: one row alone", Row, "The body has the member id; it takes observations only."),
        Batch("observe: a number", "5", "The body is a number; it must be an object with the member observations."),
        Batch("observe: nothing", "{}", "The body lacks the member observations."),
        Batch("observe: no row", """{"observations":[]}""", "The request holds no observation; it must hold at least one."),
        Batch("observe: observations are an object", $$"""{"observations":{{Row}}}""", "observations is an object; it must be an array of objects."),
        Batch("observe: observations are null", """{"observations":null}""", "observations is null; it must be an array of objects."),
        Batch("observe: observations twice", $$"""{"observations":[{{Row}}],"observations":[{{Row}}]}""", "The body has the member observations more than once."),
        Batch("observe: unknown member after good rows", $$"""{"observations":[{{Row}}],"dry_run":true}""", "The body has the member dry_run; it takes observations only."),
        Batch("observe: malformed after good rows", $$"""{"observations":[{{Row}},{{Row}}""", "The body is not well-formed JSON: line 1, byte 93: Expected depth to be zero at the end of the JSON payload."),
        Observe("observe: 10,001 rows", $$"""{"observations":[{{Repeat(Row, 10_001)}}]}""", 413, "request.too_large", "The request holds more than 10000 observations."),
        Observe("observe: no id and no Idempotency-Key", """{"observations":[{"id":"a","features":{},"target":"x"},{"features":{},"target":"x"}]}""", 400, "observation.id_missing", "observations[1].id is missing and the request has no header Idempotency-Key; one of them identifies the observation."),
        Observe("observe: id is null and no Idempotency-Key", """{"observations":[{"id":null,"features":{},"target":"x"}]}""", 400, "observation.id_missing", "observations[0].id is missing and the request has no header Idempotency-Key; one of them identifies the observation."),

        Tenant("tenant: no body", "", "request.invalid", "The body is not well-formed JSON: it is empty."),
        Tenant("tenant: an array", "[]", "request.invalid", "The body is an array; it must be an object with the member name."),
        Tenant("tenant: no name", "{}", "name.invalid", TenantName),
        Tenant("tenant: name is a number", """{"name":5}""", "name.invalid", TenantName),
        Tenant("tenant: name is empty", """{"name":""}""", "name.invalid", TenantName),
        Tenant("tenant: name in capitals", """{"name":"Acme"}""", "name.invalid", TenantName),
        Tenant("tenant: name is a path", """{"name":"../acme"}""", "name.invalid", TenantName),
        Tenant("tenant: name begins with a point", """{"name":".acme"}""", "name.invalid", TenantName),
        Tenant("tenant: name of 64 characters", $$"""{"name":"{{new string('a', 64)}}"}""", "name.invalid", TenantName),
        Tenant("tenant: name with NUL", """{"name":"acme\u0000"}""", "name.invalid", TenantName),
        Tenant("tenant: name with a line feed at its end", """{"name":"acme\n"}""", "name.invalid", TenantName),
        Tenant("tenant: name is a lone surrogate", """{"name":"\ud800"}""", "request.invalid", @"The body holds a lone surrogate: \ud800."),
        Tenant("tenant: another member", """{"name":"acme","plan":"gold"}""", "request.invalid", "The body has the member plan; it takes name only."),
        Tenant("tenant: name twice", """{"name":"acme","name":"beta"}""", "request.invalid", "An object of the body has the member name more than once."),
    ];

    private const string TenantName = "name is not valid; it must be a string of 1-63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit.";

    private static BadInputCase Shape(string name, string body, string error) => Predict(name, body, 400, "request.invalid", error);

    private static BadInputCase Batch(string name, string body, string error) => Observe(name, body, 400, "request.invalid", error);

    private static BadInputCase Top(string name, string top) => Shape($"predict: top is {name}", $$"""{"features":{},"top":{{top}}}""", "top is not an integer from 1 to 1000.");

    private static string Repeat(string text, int count) => string.Join(',', Enumerable.Repeat(text, count));
}
