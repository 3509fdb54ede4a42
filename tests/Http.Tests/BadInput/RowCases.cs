namespace Berlin.Http.Tests.BadInput;

/// <summary>Observations that are well-formed JSON and cannot be stored.</summary>
internal static class RowCases
{
    private const string Id = "observations[0].id is not a string of 1 to 128 printable ASCII characters without spaces at its ends, other than '.' and '..'.";
    private const string Target = "observations[0].target is not a string of 1 to 256 characters, none of them a control character.";
    private const string Entity = "observations[0].entity is not a string of 1 to 63 printable ASCII characters without '/' and '#', other than '.' and '..'.";
    private const string At = "observations[0].at is not an RFC 3339 time with an offset, for example 2014-04-02T00:00:00Z.";
    private const string TooBig = "observations[0].features is larger than 65536 bytes.";

    public static BadRowCase[] All { get; } =
    [
        Invalid("row is a string", "\"x\"", "observations[0] is a string; an observation is an object."),
        Invalid("row is a number", "1", "observations[0] is a number; an observation is an object."),
        Invalid("row is null", "null", "observations[0] is null; an observation is an object."),
        Invalid("row is a boolean", "true", "observations[0] is a boolean; an observation is an object."),
        Invalid("row is an array", """[[{"a":[]}]]""", "observations[0] is an array; an observation is an object."),
        Invalid("unknown member", """{"id":"a","features":{},"target":"x","tagret":1}""", "observations[0] has the member tagret, which an observation does not have."),
        Invalid("unknown member of 1 MB", $$"""{"{{new string('n', 1_000_000)}}":1}""", $"observations[0] has the member {new string('n', 64)}…, which an observation does not have."),
        Invalid("unknown member with a lone surrogate", """{"\udead":1}""", @"observations[0] has the member \udead, which an observation does not have."),
        Invalid("member in another case", """{"ID":"a"}""", "observations[0] has the member ID, which an observation does not have."),
        Invalid("member twice", """{"id":"a","id":"b","features":{},"target":"x"}""", "observations[0] has the member id more than once."),
        Invalid("member twice, once escaped", """{"target":"a","t\u0061rget":"b"}""", "observations[0] has the member target more than once."),

        Invalid("id is a number", """{"id":7}""", "observations[0].id is a number; it must be a string of 1 to 128 printable ASCII characters without spaces at its ends, other than '.' and '..'."),
        Invalid("id is empty", """{"id":""}""", Id),
        Invalid("id begins with a space", """{"id":" a"}""", Id),
        Invalid("id ends with a space", """{"id":"a "}""", Id),
        Invalid("id is a point", """{"id":"."}""", Id),
        Invalid("id is two points", """{"id":".."}""", Id),
        Invalid("id of 129 characters", $$"""{"id":"{{new string('i', 129)}}"}""", Id),
        Invalid("id of 1 MB", $$"""{"id":"{{new string('i', 1_000_000)}}"}""", Id),
        Invalid("id of 1 MB of escapes", $$"""{"id":"{{string.Concat(Enumerable.Repeat("\\u0061", 166_667))}}"}""", Id),
        Invalid("id with a control character", """{"id":"a\tb"}""", Id),
        Invalid("id with NUL", """{"id":"a\u0000b"}""", Id),
        Invalid("id beyond ASCII", """{"id":"ä"}""", Id),
        Invalid("id with a lone surrogate", """{"id":"\ud800"}""", "observations[0].id holds a lone surrogate; it must be a string of 1 to 128 printable ASCII characters without spaces at its ends, other than '.' and '..'."),

        Invalid("target missing", """{"id":"a","features":{}}""", "observations[0].target is missing; it must be a string of 1 to 256 characters, none of them a control character."),
        Invalid("target is null", """{"id":"a","features":{},"target":null}""", "observations[0].target is null; it must be a string of 1 to 256 characters, none of them a control character."),
        Invalid("target is a number", """{"id":"a","features":{},"target":2770}""", "observations[0].target is a number; it must be a string of 1 to 256 characters, none of them a control character."),
        Invalid("target is an array", """{"id":"a","features":{},"target":["x"]}""", "observations[0].target is an array; it must be a string of 1 to 256 characters, none of them a control character."),
        Invalid("target is empty", """{"id":"a","features":{},"target":""}""", Target),
        Invalid("target of 257 characters", $$"""{"id":"a","features":{},"target":"{{new string('x', 257)}}"}""", Target),
        Invalid("target of 257 characters of 4 bytes", $$"""{"id":"a","features":{},"target":"{{string.Concat(Enumerable.Repeat("😀", 257))}}"}""", Target),
        Invalid("target of 1 MB", $$"""{"id":"a","features":{},"target":"{{new string('x', 1_000_000)}}"}""", Target),
        Invalid("target with NUL", """{"id":"a","features":{},"target":"a\u0000"}""", Target),
        Invalid("target with a line feed", """{"id":"a","features":{},"target":"a\nb"}""", Target),
        Invalid("target with DEL", """{"id":"a","features":{},"target":"a\u007f"}""", Target),
        Invalid("target with a C1 control", """{"id":"a","features":{},"target":"a\u0085"}""", Target),
        Invalid("target is a high surrogate", """{"id":"a","features":{},"target":"\ud83d"}""", "observations[0].target holds a lone surrogate; it must be a string of 1 to 256 characters, none of them a control character."),
        Invalid("target is a low surrogate", """{"id":"a","features":{},"target":"\udc00"}""", "observations[0].target holds a lone surrogate; it must be a string of 1 to 256 characters, none of them a control character."),
        Invalid("target has its surrogates inverted", """{"id":"a","features":{},"target":"\ude00\ud83d"}""", "observations[0].target holds a lone surrogate; it must be a string of 1 to 256 characters, none of them a control character."),
        Invalid("target has a surrogate before another escape", """{"id":"a","features":{},"target":"\ud83d\n"}""", "observations[0].target holds a lone surrogate; it must be a string of 1 to 256 characters, none of them a control character."),
        Invalid("target has a surrogate before a backslash and a u", """{"id":"a","features":{},"target":"\ud83d\\ude00"}""", "observations[0].target holds a lone surrogate; it must be a string of 1 to 256 characters, none of them a control character."),

        Invalid("at is a number", """{"id":"a","at":1396396800}""", "observations[0].at is a number; it must be an RFC 3339 time with an offset, for example 2014-04-02T00:00:00Z."),
        Invalid("at is empty", """{"id":"a","at":""}""", At),
        Invalid("at without a time", """{"id":"a","at":"2014-04-02"}""", At),
        Invalid("at without an offset", """{"id":"a","at":"2014-04-02T00:00:00"}""", At),
        Invalid("at with a space", """{"id":"a","at":"2014-04-02 00:00:00Z"}""", At),
        Invalid("at in month 13", """{"id":"a","at":"2014-13-02T00:00:00Z"}""", At),
        Invalid("at in month 0", """{"id":"a","at":"2014-00-02T00:00:00Z"}""", At),
        Invalid("at on 29 February of a common year", """{"id":"a","at":"2015-02-29T00:00:00Z"}""", At),
        Invalid("at 24 o'clock", """{"id":"a","at":"2014-04-02T24:00:00Z"}""", At),
        Invalid("at second 60", """{"id":"a","at":"2016-12-31T23:59:60Z"}""", At),
        Invalid("at with a point and no digits", """{"id":"a","at":"2014-04-02T00:00:00.Z"}""", At),
        Invalid("at with ten digits of a second", """{"id":"a","at":"2014-04-02T00:00:00.1234567890Z"}""", At),
        Invalid("at with a short offset", """{"id":"a","at":"2014-04-02T00:00:00+01"}""", At),
        Invalid("at with an offset of 24 hours", """{"id":"a","at":"2014-04-02T00:00:00+24:00"}""", At),
        Invalid("at before year 1", """{"id":"a","at":"0001-01-01T00:00:00+01:00"}""", At),
        Invalid("at in year 0", """{"id":"a","at":"0000-01-01T00:00:00Z"}""", At),
        Invalid("at after year 9999", """{"id":"a","at":"9999-12-31T23:59:59-01:00"}""", At),
        Invalid("at in other digits", """{"id":"a","at":"２０14-04-02T00:00:00Z"}""", At),
        Invalid("at followed by NUL", """{"id":"a","at":"2014-04-02T00:00:00Z\u0000"}""", At),

        Invalid("entity is a number", """{"id":"a","entity":5}""", "observations[0].entity is a number; it must be a string of 1 to 63 printable ASCII characters without '/' and '#', other than '.' and '..'."),
        Invalid("entity is empty", """{"id":"a","entity":""}""", Entity),
        Invalid("entity is two points", """{"id":"a","entity":".."}""", Entity),
        Invalid("entity with a slash", """{"id":"a","entity":"a/b"}""", Entity),
        Invalid("entity with an escaped slash", """{"id":"a","entity":"a\/b"}""", Entity),
        Invalid("entity with a number sign", """{"id":"a","entity":"a#b"}""", Entity),
        Invalid("entity of 64 characters", $$"""{"id":"a","entity":"{{new string('e', 64)}}"}""", Entity),
        Invalid("entity beyond ASCII", """{"id":"a","entity":"é"}""", Entity),
        Invalid("subject with a slash", """{"id":"a","subject":"../x"}""", Entity.Replace("entity", "subject", StringComparison.Ordinal)),

        Invalid("features missing", """{"id":"a","target":"x"}""", "observations[0].features is missing."),
        Invalid("features are null", """{"id":"a","features":null,"target":"x"}""", "observations[0].features is null; it must be an object."),
        Invalid("features are an array", """{"id":"a","features":[1],"target":"x"}""", "observations[0].features is an array; it must be an object."),
        Invalid("features are a string", """{"id":"a","features":"taxi","target":"x"}""", "observations[0].features is a string; it must be an object."),
        Feature("array", """ "tags":["a","b"] """, "observations[0].features.tags is an array; a feature is a string, a number, a boolean or null."),
        Feature("object", """ "geo":{"lat":1} """, "observations[0].features.geo is an object; a feature is a string, a number, a boolean or null."),
        Feature("object 60 deep", $""" "geo":{string.Concat(Enumerable.Repeat("{\"a\":", 59))}1{new string('}', 59)} """, "observations[0].features.geo is an object; a feature is a string, a number, a boolean or null."),
        Feature("1e400", """ "amount":1e400 """, "observations[0].features.amount is a number beyond the range of a double (1.8e308)."),
        Feature("-1e400", """ "amount":-1e400 """, "observations[0].features.amount is a number beyond the range of a double (1.8e308)."),
        Feature("a number of 400 digits", $" \"amount\":{new string('9', 400)} ", "observations[0].features.amount is a number beyond the range of a double (1.8e308)."),
        Feature("a name twice", """ "b":1,"a":2,"b":1 """, "observations[0].features has the member b more than once."),
        Feature("a name twice, once escaped", """ "b":1,"\u0062":1 """, "observations[0].features has the member b more than once."),
        Feature("the empty name twice", """ "":1,"":2 """, "observations[0].features has the member  more than once."),
        Feature("a lone surrogate in a value", """ "text":"a\udfffb" """, "observations[0].features.text holds a lone surrogate."),
        Feature("a lone surrogate in a name", """ "\ud800":1 """, @"observations[0].features has a name with a lone surrogate: \ud800."),
        Feature("a faulty value under an escaped name", """ "t\u0065xt":[] """, "observations[0].features.text is an array; a feature is a string, a number, a boolean or null."),
        TooLarge("1 MB of text", $" \"text\":\"{new string('x', 1_000_000)}\" ", TooBig),
        TooLarge("a name of 1 MB", $" \"{new string('x', 1_000_000)}\":1 ", TooBig),
        TooLarge("an escaped name of 1 MB", $" \"\\n{new string('x', 1_000_000)}\":1 ", TooBig),
        TooLarge("65,537 bytes", $"\"text\":\"{new string('x', 65_537 - 11)}\"", TooBig),
        TooLarge("65,537 bytes, the last a space", $"\"text\":\"{new string('x', 65_536 - 11)}\" ", TooBig),
        TooLarge("numbers that are longer when spelled out", string.Join(',', Enumerable.Range(0, 1000).Select(n => $"\"n{n:d3}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\":1e20")), TooBig),
        TooLarge("1,001 members", string.Join(',', Enumerable.Range(0, 1001).Select(n => $"\"f{n}\":1")), "observations[0].features has more than 1000 members."),
        TooLarge("100,000 members", string.Join(',', Enumerable.Range(0, 100_000).Select(n => $"\"f{n}\":1")), "observations[0].features has more than 1000 members."),
    ];

    private static BadRowCase Invalid(string name, string row, string error) => new(name, row, "observation.invalid", error);

    private static BadRowCase Feature(string name, string members, string error) =>
        Invalid("features hold " + name, $$"""{"id":"a","features":{{{members}}},"target":"x"}""", error);

    private static BadRowCase TooLarge(string name, string members, string error) =>
        new("features hold " + name, $$"""{"id":"a","features":{{{members}}},"target":"x"}""", "observation.too_large", error);
}
