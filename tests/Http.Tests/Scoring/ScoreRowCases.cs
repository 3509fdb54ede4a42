using System.Text;
using Berlin.Http.Tests.BadInput;
using Berlin.Silo.Http.Observations;

namespace Berlin.Http.Tests.Scoring;

/// <summary>A row that must get a fault, and which; the rows before and after it are scored.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Row">The row as sent, without its line end.</param>
/// <param name="Code">Code in its line.</param>
/// <param name="Error">Text in its line.</param>
internal sealed record ScoreRowCase(string Name, byte[] Row, string Code, string Error)
{
    /// <summary>The id that is told beside the fault.</summary>
    public string? Id { get; init; }

    public override string ToString() => Name;
}

/// <summary>Faulty rows of both formats. The CSV ones stand under the header <c>text,amount,id,entity</c>.</summary>
internal static class ScoreRowCases
{
    public static ScoreRowCase[] Csv { get; } =
    [
        Row("too few fields", "taxi,1", "request.invalid", "The row has 2 fields; the header row has 4."),
        Row("too many fields", "taxi,1,,,", "request.invalid", "The row has 5 fields; the header row has 4."),
        Row("text after a quote", "\"taxi\" ride,1,,", "request.invalid", "The row has text after a closing quote; a field is quoted as a whole or not at all, and a quote inside is written twice."),
        Row("a quote that is not doubled", "\"15\" monitor\",1,,", "request.invalid", "The row has text after a closing quote; a field is quoted as a whole or not at all, and a quote inside is written twice."),
        Row("a word for a number", "taxi,cheap,,", "features.invalid", "features.amount is no number; write one as JSON does, with a decimal point and without thousands separators."),
        Row("thousands separators", "taxi,\"1,000\",r1,", "features.invalid", "features.amount is no number; write one as JSON does, with a decimal point and without thousands separators.") with { Id = "r1" },
        Row("a leading zero", "taxi,012,,", "features.invalid", "features.amount is no number; write one as JSON does, with a decimal point and without thousands separators."),
        Row("not a number", "taxi,NaN,,", "features.invalid", "features.amount is no number; write one as JSON does, with a decimal point and without thousands separators."),
        Row("beyond a double", "taxi,1e999,,", "request.invalid", "features.amount is a number beyond the range of a double (1.8e308)."),
        Row("an id that is none", "taxi,1, r1,", "request.invalid", $"id is not {ObservationRules.Id}."),
        Row("an entity that is none", "taxi,1,r1,a/b", "request.invalid", $"entity is not {ObservationRules.Entity}.") with { Id = "r1" },
        new("bytes that are not UTF-8", [.. "caf"u8, 0xe9, .. ",1,,"u8], "request.invalid", "The row holds bytes that are not UTF-8."),
        Row("features over their bound", new string('a', 65_530) + ",1.5,r1,", "request.too_large", "features is larger than 65536 bytes.") with { Id = "r1" },
        Row("over the bound", new string('a', 300_000) + ",1,,", "request.too_large", "The row is larger than 262144 bytes."),
        Row("over the bound, in quotes", "\"" + string.Concat(Enumerable.Repeat("a,\"\"\n", 60_000)) + "\",1,,", "request.too_large", "The row is larger than 262144 bytes."),
        Row("ten megabytes", new string('a', 10_000_000) + ",1,,", "request.too_large", "The row is larger than 262144 bytes."),
    ];

    public static ScoreRowCase[] JsonLines { get; } =
    [
        Row("no JSON", "taxi", "request.invalid", "The row is not well-formed JSON: line 1, byte 2: 'taxi' is an invalid JSON literal."),
        Row("cut", """{"features":{"text":"taxi"}""", "request.invalid", "The row is not well-formed JSON: line 1, byte 28: Expected depth to be zero at the end of the JSON payload."),
        Row("two documents", """{"features":{}} {"features":{}}""", "request.invalid", "The row is not well-formed JSON: line 1, byte 17: '{' is invalid after a single JSON value."),
        Row("a byte order mark", "\ufeff{\"features\":{}}", "request.invalid", "The row is not well-formed JSON: it begins with a byte order mark."),
        new("bytes that are not UTF-8", [.. "{\"features\":{\"text\":\"caf"u8, 0xe9, .. "\"}}"u8], "request.invalid", "The row is not well-formed JSON: it holds bytes that are not UTF-8."),
        Row("an array", "[]", "request.invalid", "The row is an array; it must be an object with the member features."),
        Row("no features", """{"id":"r1"}""", "request.invalid", "features is missing.") with { Id = "r1" },
        Row("an unknown member", """{"features":{},"top":1}""", "request.invalid", "The row has the member top; it takes features, id and entity."),
        Row("a member twice", """{"id":"a","id":"b","features":{}}""", "request.invalid", "The row has the member id more than once.") with { Id = "a" },
        Row("a number for an id", """{"id":1,"features":{}}""", "request.invalid", $"id is a number; it must be {ObservationRules.Id}."),
        Row("a long id", $$$"""{"id":"{{{new string('a', 129)}}}","features":{}}""", "request.invalid", $"id is not {ObservationRules.Id}."),
        Row("a lone surrogate in an id", """{"id":"\ud800","features":{}}""", "request.invalid", $"id is not {ObservationRules.Id}."),
        Row("an entity that is none", """{"entity":"a#b","features":{},"id":"r1"}""", "request.invalid", $"entity is not {ObservationRules.Entity}."),
        Row("features of the wrong kind", """{"features":[]}""", "features.invalid", "features is an array; it must be an object."),
        Row("a feature of the wrong kind", """{"id":"r1","features":{"text":["taxi"]}}""", "features.invalid", "features.text is an array; a feature is a string, a number, a boolean or null.") with { Id = "r1" },
        Row("features over their bound", $$$$"""{"features":{"text":"{{{{new string('a', 65_536)}}}}"}}""", "request.too_large", "features is larger than 65536 bytes."),
        Row("ten megabytes", $$$$"""{"features":{"text":"{{{{new string('a', 10_000_000)}}}}"}}""", "request.too_large", "The row is larger than 262144 bytes."),
    ];

    private static ScoreRowCase Row(string name, string row, string code, string error) => new(name, Encoding.UTF8.GetBytes(row), code, error);
}

/// <summary>Requests that are refused as a whole.</summary>
internal static class ScoreRequestCases
{
    public static BadInputCase[] All { get; } =
    [
        Csv("an empty body", "", "The body does not begin with a header row, which names the columns."),
        Csv("a blank first line", "\ntext,amount\n", "The body does not begin with a header row, which names the columns."),
        Csv("a missing column", "text\ntaxi\n", "The header row lacks the column 'amount', which the model's definition declares; a cell without a value may be empty."),
        Csv("no column at all", "taxi,12\n", "The header row lacks the column 'text', 'amount', which the model's definition declares; a cell without a value may be empty."),
        Csv("another separator", "text;amount\ntaxi;1\n", "The header row lacks the column 'text', 'amount', which the model's definition declares; a cell without a value may be empty."),
        Csv("a column twice", "text,amount,text\n", "The header row has the column 'text' 2 times."),
        Csv("a reserved column twice", "text,amount,id,id\n", "The header row has the column 'id' 2 times."),
        Csv("a header row with text after a quote", "\"text\"x,amount\n", "The header row has text after a closing quote; a field is quoted as a whole or not at all."),
        Csv("a header row that is never closed", "text,\"amount\n1,2\n", "The header row opens a quote that is never closed."),
        Csv("a first row that is never closed", "text,amount\n\"taxi,2\n", "Row 1 opens a quote that is never closed; what follows cannot be told apart."),
        Csv("a header row of other bytes", [.. "text,amount,caf"u8, 0xe9, .. "\n"u8], "The header row holds bytes that are not UTF-8."),
        Csv("UTF-16", Encoding.Unicode.GetBytes("\ufefftext,amount\n"), "The header row holds bytes that are not UTF-8."),
        Csv("a header row over the bound", new string('a', 300_000) + ",text,amount\n", "The header row is larger than 262144 bytes.") with { Status = 413, Code = "request.too_large" },
        Lines("an empty body of lines", "", "The body holds no row; it must hold at least one."),
        Lines("blank lines only", "\n \r\n\t\n", "The body holds no row; it must hold at least one."),
        Query("top of nothing", "top=", "The query parameter top is not an integer from 1 to 1000."),
        Query("top of zero", "top=0", "The query parameter top is not an integer from 1 to 1000."),
        Query("a huge top", "top=1001", "The query parameter top is not an integer from 1 to 1000."),
        Query("a top beyond numbers", "top=99999999999999999999", "The query parameter top is not an integer from 1 to 1000."),
        Query("a top that is a word", "top=three", "The query parameter top is not an integer from 1 to 1000."),
        Query("two tops", "top=1&top=2", "The query parameter top is not an integer from 1 to 1000."),
        Good("an entity in the header that is none") with { Headers = [("Berlin-Entity", "a/b")], Error = $"The header Berlin-Entity is not {ObservationRules.Entity}." },
        Media("no content type", null),
        Media("JSON", "application/json"),
        Media("another charset", "text/csv; charset=iso-8859-1"),
        Media("a compressed body", "text/csv") with { Headers = [("Content-Encoding", "gzip")], Error = "The body must not be compressed; the server takes no Content-Encoding." },
        Good("an unknown model") with { Path = "/v1/models/nobody/score", Status = 404, Code = "model.not_found", Error = "There is no model of that name." },
        Good("no name") with { Path = "/v1/models/No-Name/score", Status = 404, Code = "model.not_found", Error = "There is no model of that name." },
    ];

    private static BadInputCase Csv(string name, string body, string error) => Csv(name, BadInputCase.Utf8(body), error);

    private static BadInputCase Csv(string name, byte[] body, string error) =>
        new(name, "POST", ScoringModel.Path, body, 400, "request.invalid", error) { ContentType = "text/csv" };

    private static BadInputCase Lines(string name, string body, string error) =>
        Csv(name, body, error) with { ContentType = "application/x-ndjson" };

    private static BadInputCase Good(string name) => Csv(name, "text,amount\ntaxi,1\n", "");

    private static BadInputCase Query(string name, string query, string error) => Good(name) with { Path = $"{ScoringModel.Path}?{query}", Error = error };

    private static BadInputCase Media(string name, string? contentType) => Good(name) with
    {
        ContentType = contentType, Status = 415, Code = "request.unsupported_media_type", Error = "The body must be text/csv or application/x-ndjson in UTF-8.",
    };
}
