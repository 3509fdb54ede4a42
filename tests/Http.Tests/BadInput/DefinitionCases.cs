using static Berlin.Http.Tests.BadInput.BadInputCase;

namespace Berlin.Http.Tests.BadInput;

/// <summary>Definitions whose shape is wrong. What the values may be is the model grain's to judge, and tested there.</summary>
internal static class DefinitionCases
{
    public static BadInputCase[] All { get; } =
    [
        Fault("an array", "[]", "the definition is an array; it must be an object"),
        Fault("a string", "\"online\"", "the definition is a string; it must be an object"),
        Fault("nothing", "{}", "kind is missing; learner is missing; features is missing; target is missing"),
        Fault("every member null", """{"kind":null,"learner":null,"features":null,"target":null}""", "kind is missing; learner is missing; features is missing; target is missing"),
        Fault("every member of another type", """{"kind":1,"learner":"x","features":{},"target":[],"columns":7,"max_classes":"many","metrics_window":true}""",
            "kind is 1; it must be a string; learner is a string; it must be an object; features is an object; it must be an array of objects; target is an array; it must be a string; columns is a number; it must be an object; max_classes is a string; it must be an integer; metrics_window is a boolean; it must be an integer"),
        With("unknown member", "\"colour\":1", "colour is not a member that Berlin knows"),
        With("unknown member in another case", "\"Kind\":\"online\"", "Kind is not a member that Berlin knows"),
        With("unknown member of 1 KB", $"\"{new string('m', 1000)}\":1", $"{new string('m', 64)}… is not a member that Berlin knows"),
        With("unknown member of columns", """ "columns":{"mode":"hashing","size":5} """, "columns.size is not a member that Berlin knows"),
        With("fraction of classes", "\"max_classes\":1.5", "max_classes is 1.5; it must be an integer"),
        With("classes beyond 32 bits", "\"max_classes\":3000000000", "max_classes is 3000000000; it must be an integer"),
        With("window with an exponent", "\"metrics_window\":1e3", "metrics_window is 1e3; it must be an integer"),
        With("columns with text for max", """ "columns":{"max":"20000"} """, "columns.max is a string; it must be an integer"),
        With("entities is a number", "\"entities\":1", "entities is 1; it must be true or false"),
        With("entities is a string", "\"entities\":\"true\"", "entities is a string; it must be true or false"),
        With("retention is a number", "\"retention\":1000", "retention is a number; it must be an object"),
        With("retention of nothing", """ "retention":{"max_observations":0,"max_age_days":0} """, "retention.max_observations is 0; it must be an integer of at least 1; retention.max_age_days is 0; it must be an integer from 1 to 36500"),
        With("retention of halves", """ "retention":{"max_observations":1.5,"max_age_days":"7"} """, "retention.max_observations is 1.5; it must be an integer of at least 1; retention.max_age_days is a string; it must be an integer from 1 to 36500"),
        With("retention of more than a century", """ "retention":{"max_age_days":36501} """, "retention.max_age_days is 36501; it must be an integer from 1 to 36500"),
        With("retention beyond 64 bits", """ "retention":{"max_observations":9223372036854775808} """, "retention.max_observations is 9223372036854775808; it must be an integer of at least 1"),
        With("unknown member of retention", """ "retention":{"max_rows":5} """, "retention.max_rows is not a member that Berlin knows"),
        Learner("without a type", "{}", "learner.type is missing"),
        Learner("type is a number", """{"type":5}""", "learner.type is 5; it must be a string"),
        Learner("alpha is a string", """{"type":"multinomial-naive-bayes","alpha":"1"}""", "learner.alpha is a string; it must be a number"),
        Learner("unknown member", """{"type":"multinomial-naive-bayes","beta":1}""", "learner.beta is not a member that Berlin knows"),
        Field("not an object", "5", "features[0] is a number; it must be an object"),
        Field("empty", "{}", "features[0].field is missing; features[0].type is missing"),
        Field("type is null", """{"field":"a","type":null}""", "features[0].type is missing"),
        Field("unknown member", """{"field":"a","type":"text","stem":true}""", "features[0].stem is not a member that Berlin knows"),
        Field("ngrams of a category", """{"field":"a","type":"category","ngrams":[1,2]}""", "features[0].ngrams is not a member that Berlin knows"),
        Field("buckets of a text", """{"field":"a","type":"text","buckets":"log2"}""", "features[0].buckets is not a member that Berlin knows"),
        Field("ngrams is a number", """{"field":"a","type":"text","ngrams":2}""", "features[0].ngrams is 2; it must be an array of two integers, the smallest and the largest"),
        Field("ngrams of one number", """{"field":"a","type":"text","ngrams":[2]}""", "features[0].ngrams is an array; it must be an array of two integers, the smallest and the largest"),
        Field("ngrams of three numbers", """{"field":"a","type":"text","ngrams":[1,2,3]}""", "features[0].ngrams is an array; it must be an array of two integers, the smallest and the largest"),
        Field("ngrams of texts", """{"field":"a","type":"text","ngrams":["1","2"]}""", "features[0].ngrams is an array; it must be an array of two integers, the smallest and the largest"),
        Field("buckets is a number", """{"field":"a","type":"number","buckets":2}""", "features[0].buckets is 2; it must be a string"),
        Fault(
            "more faults than anyone reads",
            "{" + string.Join(',', Enumerable.Range(0, 30).Select(n => $"\"m{n:d2}\":0")) + "}",
            "kind is missing; learner is missing; features is missing; target is missing; " + string.Join("; ", Enumerable.Range(0, 16).Select(n => $"m{n:d2} is not a member that Berlin knows")) + "; and 14 more"),
        Define("definition: member twice", """{"kind":"online","kind":"online"}""", "An object of the body has the member kind more than once.", "request.invalid"),
        Define("definition: member of a feature twice", """{"features":[{"field":"a","field":"b"}]}""", "An object of the body has the member field more than once.", "request.invalid"),
        Define("definition: number beyond a double", """{"learner":{"alpha":1e999}}""", "The body holds a number beyond the range of a double (1.8e308).", "request.invalid"),
        Define("definition: lone surrogate", """{"target":"\udc00"}""", @"The body holds a lone surrogate: \udc00.", "request.invalid"),
        Define("definition: malformed", """{"kind":}""", "The body is not well-formed JSON: line 1, byte 9: '}' is an invalid start of a value.", "request.invalid"),
        new("definition over the bound", "PUT", "/v1/models/m", new byte[(256 * 1024) + 1], 413, "request.too_large", "The body is larger than 262144 bytes, the most that this route takes."),
    ];

    private static BadInputCase Fault(string name, string body, string faults) => Define("definition: " + name, body, $"The definition is not valid: {faults}.");

    private static BadInputCase With(string name, string member, string faults) =>
        Fault(name, $$"""{"kind":"online","learner":{"type":"multinomial-naive-bayes"},"features":[],"target":"t",{{member}}}""", faults);

    private static BadInputCase Learner(string name, string learner, string faults) =>
        Fault("learner " + name, $$"""{"kind":"online","learner":{{learner}},"features":[],"target":"t"}""", faults);

    private static BadInputCase Field(string name, string feature, string faults) =>
        Fault("feature " + name, $$"""{"kind":"online","learner":{"type":"multinomial-naive-bayes"},"features":[{{feature}}],"target":"t"}""", faults);
}
