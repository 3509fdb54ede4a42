using static Berlin.Http.Tests.BadInput.BadInputCase;

namespace Berlin.Http.Tests.BadInput;

/// <summary>Calls on what is stored (observations, entities, subjects, models) that name it wrongly, and entities of predictions.</summary>
internal static class StoredCases
{
    private const string Id = "The id in the path is not a string of 1 to 128 printable ASCII characters without spaces at its ends, other than '.' and '..'.";
    private const string Entity = "The entity in the path is not a string of 1 to 63 printable ASCII characters without '/' and '#', other than '.' and '..'.";
    private const string EntityRule = "a string of 1 to 63 printable ASCII characters without '/' and '#', other than '.' and '..'.";
    private const string After = "The query parameter after is not a sequence number, an integer of at least 0.";
    private const string Limit = "The query parameter limit is not an integer from 1 to 1000.";
    private const string Form = "The query parameter format is none of json, csv and jsonl.";
    private const string Target = "target is not a string of 1 to 256 characters, none of them a control character.";
    private const string Tag = "The header If-Match of a definition takes one entity tag, the ETag of an answer.";

    private static readonly string[] PathMethods = ["GET", "PUT", "DELETE"];

    public static BadInputCase[] All { get; } =
    [
        .. BadPaths("/v1/models/m/observations/", Id, "%20a", "a%20", "a%0Ab", "a%01", "%C3%A4", "%FF", new string('i', 129)),
        .. BadPaths("/v1/models/m/entities/", Entity, "a%2Fb", "a%23b", "%C3%A4", "a%7F", new string('e', 64)).Where(one => one.Method != "PUT"),
        Invalid("DELETE", "/v1/models/m/subjects/a%2Fb", Entity.Replace("entity", "subject", StringComparison.Ordinal)),
        Invalid("DELETE", "/v1/models/m/subjects/" + new string('s', 64), Entity.Replace("entity", "subject", StringComparison.Ordinal)),
        Call("GET", "/v1/models/No%20Name/observations/a", 404, "model.not_found", "There is no model of that name."),
        Call("DELETE", "/v1/models/NO/observations/a", 404, "model.not_found", "There is no model of that name."),
        Call("DELETE", "/v1/models/NO/subjects/a", 404, "model.not_found", "There is no model of that name."),
        Call("DELETE", "/v1/models/NO/entities/a", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/NO/entities", 404, "model.not_found", "There is no model of that name."),
        Call("DELETE", "/v1/models/NO", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/nosuch/observations", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/nosuch/observations?format=csv", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/nosuch/observations?format=jsonl", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/nosuch/entities", 404, "model.not_found", "There is no model of that name."),
        Call("GET", "/v1/models/nosuch/entities/a", 404, "model.not_found", "There is no model of that name."),
        Call("DELETE", "/v1/models/nosuch", 404, "model.not_found", "There is no model of that name."),
        Call("DELETE", "/v1/models/m/observations", 405, "route.method_not_allowed", "The route does not take the method DELETE; it takes GET, POST."),
        Call("DELETE", "/v1/models/m/entities", 405, "route.method_not_allowed", "The route does not take the method DELETE; it takes GET."),
        Call("DELETE", "/v1/models/m/subjects", 404, "route.not_found", "There is no such route."),
        Call("DELETE", "/v1/models/m/", 404, "route.not_found", "There is no such route: no path ends with '/'."),
        Call("DELETE", "/v1/models/m/observations/", 404, "route.not_found", "There is no such route: no path ends with '/'."),
        Call("DELETE", "/v1/models/m/observations/a/b", 404, "route.not_found", "There is no such route."),

        Invalid("GET", "/v1/models/m/observations?after=-1", After),
        Invalid("GET", "/v1/models/m/observations?after=x", After),
        Invalid("GET", "/v1/models/m/observations?after=9223372036854775808", After),
        Invalid("GET", "/v1/models/m/observations?after=1&after=2", After),
        Invalid("GET", "/v1/models/m/observations?limit=0", Limit),
        Invalid("GET", "/v1/models/m/observations?limit=1001&format=csv", Limit),
        Invalid("GET", "/v1/models/m/observations?format=xml", Form),
        Invalid("GET", "/v1/models/m/observations?format=", Form),
        Invalid("GET", "/v1/models/m/observations?format=csv&format=json", Form),
        Invalid("GET", "/v1/models/m/entities?limit=many", Limit),
        Invalid("GET", "/v1/models/m/entities?after=a%2Fb", "The query parameter after is not " + EntityRule),
        Invalid("GET", "/v1/models/m/entities?after=", "The query parameter after is not " + EntityRule),

        Correct("no body", "", "The body is not well-formed JSON: it is empty."),
        Correct("an array", "[]", "The body is an array; it must be an object with the member target."),
        Correct("another member", """{"target":"x","id":"a"}""", "The body has the member id; it takes target only."),
        Correct("target twice", """{"target":"x","target":"y"}""", "An object of the body has the member target more than once."),
        Correct("nothing", "{}", Target, "observation.invalid"),
        Correct("a number", """{"target":2770}""", Target, "observation.invalid"),
        Correct("empty", """{"target":""}""", Target, "observation.invalid"),
        Correct("257 characters", $$"""{"target":"{{new string('x', 257)}}"}""", Target, "observation.invalid"),
        Correct("a line feed", """{"target":"a\nb"}""", Target, "observation.invalid"),
        Correct("a lone surrogate", """{"target":"\ud800"}""", @"The body holds a lone surrogate: \ud800."),
        Correct("as text", """{"target":"x"}""", "The body must be application/json in UTF-8.", "request.unsupported_media_type", 415) with { ContentType = "text/plain" },

        Asked("is a number", """{"features":{},"entity":5}""", "entity is a number; it must be " + EntityRule),
        Asked("is empty", """{"features":{},"entity":""}""", "entity is not " + EntityRule),
        Asked("has a slash", """{"features":{},"entity":"a/b"}""", "entity is not " + EntityRule),
        Asked("is two points", """{"features":{},"entity":".."}""", "entity is not " + EntityRule),
        Asked("of 64 characters", $$"""{"features":{},"entity":"{{new string('e', 64)}}"}""", "entity is not " + EntityRule),
        Asked("of 1 MB of escapes", $$"""{"features":{},"entity":"{{string.Concat(Enumerable.Repeat("\\u0061", 150_000))}}"}""", "entity is not " + EntityRule),
        Asked("is a lone surrogate", """{"features":{},"entity":"\ud800"}""", "entity is not " + EntityRule),
        Asked("stands twice", """{"features":{},"entity":"a","entity":"a"}""", "The body has the member entity more than once."),
        Asked("of an instance is an array", """{"instances":[{"features":{}},{"features":{},"entity":[]}]}""", "instances[1].entity is an array; it must be " + EntityRule),
        Asked("of an instance has a number sign", """{"instances":[{"features":{},"entity":"a#b"}]}""", "instances[0].entity is not " + EntityRule),
        Asked("of an instance stands twice", """{"instances":[{"entity":"a","features":{},"entity":"a"}]}""", "instances[0] has the member entity more than once."),
        Asked("differs from the header", """{"features":{},"entity":"a"}""", "The header Berlin-Entity is 'b' and the member entity is 'a'; where both are given they must be equal.") with { Headers = [("Berlin-Entity", "b")] },
        Asked("of many differs from the header", """{"entity":"a","instances":[{"features":{}}]}""", "The header Berlin-Entity is 'b' and the member entity is 'a'; where both are given they must be equal.") with { Headers = [("Berlin-Entity", "b")] },
        Asked("in the header has a slash", """{"features":{}}""", "The header Berlin-Entity is not " + EntityRule) with { Headers = [("Berlin-Entity", "a/b")] },
        Asked("in the header is empty", """{"features":{}}""", "The header Berlin-Entity is not " + EntityRule) with { Headers = [("Berlin-Entity", "")] },

        Condition("with two conditions", "The request has the headers If-Match and If-None-Match; it takes one of them.", ("If-Match", "\"1\""), ("If-None-Match", "*")),
        Condition("if none is that of a tag", "The header If-None-Match of a definition takes '*' only.", ("If-None-Match", "\"1\"")),
        Condition("if match is a star", Tag, ("If-Match", "*")),
        Condition("if match is two tags", Tag, ("If-Match", "\"1\", \"2\"")),
        Condition("if match is no tag", "The header If-Match is not a list of entity tags such as \"3\".", ("If-Match", "1")),
    ];

    /// <summary>Each text as what ends the path, by every method of the route.</summary>
    private static IEnumerable<BadInputCase> BadPaths(string path, string error, params string[] texts) =>
        from text in texts
        from method in PathMethods
        select Invalid(method, path + text, error);

    private static BadInputCase Invalid(string method, string path, string error) => Call(method, path, 400, "request.invalid", error);

    private static BadInputCase Correct(string name, string body, string error, string code = "request.invalid", int status = 400) =>
        Send("correct: " + name, "PUT", "/v1/models/m/observations/a", body, error, code, status);

    private static BadInputCase Asked(string name, string body, string error) => Predict("predict: entity " + name, body, 400, "request.invalid", error);

    private static BadInputCase Condition(string name, string error, params (string, string)[] headers) =>
        Send("define " + name, "PUT", "/v1/models/m", "{}", error) with { Headers = headers };
}
