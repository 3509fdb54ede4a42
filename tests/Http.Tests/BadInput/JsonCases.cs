using static Berlin.Http.Tests.BadInput.BadInputCase;

namespace Berlin.Http.Tests.BadInput;

/// <summary>Bodies that are no JSON as Berlin takes it, on the way of a prediction; the other routes read by the same rules.</summary>
internal static class JsonCases
{
    private const string Malformed = "The body is not well-formed JSON: ";

    public static BadInputCase[] All { get; } =
    [
        Predict("empty body", [], Malformed + "it is empty."),
        Grammar("white space only", "  \n ", "line 2, byte 2: The input does not contain any JSON tokens"),
        Predict("byte order mark", [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'], Malformed + "it begins with a byte order mark."),
        Predict("UTF-16", System.Text.Encoding.Unicode.GetBytes("""{"features":{}}"""), Malformed + "line 1, byte 2: '0x00' is an invalid start of a property name."),
        Predict("NUL alone", [0], Malformed + "line 1, byte 1: '0x00' is an invalid start of a value."),
        NotUtf8("overlong slash", 0xC0, 0xAF),
        NotUtf8("overlong NUL", 0xC0, 0x80),
        NotUtf8("overlong in three bytes", 0xE0, 0x80, 0xAF),
        NotUtf8("surrogate as UTF-8", 0xED, 0xA0, 0x80),
        NotUtf8("beyond U+10FFFF", 0xF4, 0x90, 0x80, 0x80),
        NotUtf8("five-byte sequence", 0xF8, 0x88, 0x80, 0x80, 0x80),
        NotUtf8("continuation byte alone", 0x80),
        NotUtf8("sequence cut short", 0xE2, 0x82),
        NotUtf8("Latin-1", 0xE9),
        NotUtf8("byte FF", 0xFF),
        Grammar("no value", """{"features":}""", "line 1, byte 13: '}' is an invalid start of a value"),
        Grammar("no closing brace", """{"features":{"a":1}""", "line 1, byte 20: Expected depth to be zero at the end of the JSON payload"),
        Grammar("no closing quote", """{"features":{"a":"x}}""", "line 1, byte 22: Expected end of string, but instead reached end of data"),
        Grammar("closed by a bracket", """{"features":{"a":1]}""", "line 1, byte 19: ']' is invalid without a matching open"),
        Grammar("trailing comma in an object", """{"features":{"a":1,}}""", "line 1, byte 20: The JSON object contains a trailing comma at the end which is not supported in this mode"),
        Grammar("trailing comma in an array", """{"instances":[{"features":{}},]}""", "line 1, byte 31: The JSON array contains a trailing comma at the end which is not supported in this mode"),
        Grammar("line comment", "{\"features\":{} // all\n}", "line 1, byte 16: '/' is invalid after a value"),
        Grammar("block comment", """{/* all */"features":{}}""", "line 1, byte 2: '/' is invalid after a value"),
        Grammar("single quotes", "{'features':{}}", "line 1, byte 2: ''' is an invalid start of a property name"),
        Grammar("name without quotes", "{features:{}}", "line 1, byte 2: 'f' is an invalid start of a property name"),
        Grammar("second document", """{"features":{}} {}""", "line 1, byte 17: '{' is invalid after a single JSON value"),
        Grammar("NUL after the document", "{\"features\":{}}\0", "line 1, byte 16: '0x00' is invalid after a single JSON value"),
        Value("NaN", "NaN", "'N' is an invalid start of a value"),
        Value("Infinity", "Infinity", "'I' is an invalid start of a value"),
        Value("minus Infinity", "-Infinity", "'I' is invalid within a number, immediately after a sign character ('+' or '-')", 1),
        Value("leading plus", "+1", "'+' is an invalid start of a value"),
        Value("leading zero", "01", "Invalid leading zero before '1'", 1),
        Value("leading point", ".5", "'.' is an invalid start of a value"),
        Value("point without digits", "1.", "'}' is invalid within a number, immediately after a decimal point ('.')", 2),
        Value("exponent without digits", "1e", "'}' is invalid within a number, immediately after a sign character ('+' or '-')", 2),
        Value("hexadecimal", "0x10", "'x' is an invalid end of a number", 1),
        Value("True", "True", "'T' is an invalid start of a value"),
        Value("undefined", "undefined", "'u' is an invalid start of a value"),
        Value("control character in a string", "\"a\nb\"", "'0x0A' is invalid within a JSON string", 2),
        Value("NUL in a string", "\"a\0b\"", "'0x00' is invalid within a JSON string", 2),
        Value("unknown escape", """ "a\xb" """, "'x' is an invalid escapable character within a JSON string", 4),
        Value("short escape", "\"\\u12\"", "'\"' is not a hex digit following '\\u' within a JSON string", 5),
        Nested("depth 65", 65),
        Nested("depth 1,000", 1000),
        Nested("depth 100,000", 100_000),
        Grammar("100,000 opened objects", string.Concat(Enumerable.Repeat("""{"a":""", 100_000)), "line 1, byte 321: The maximum configured depth of 64 has been exceeded"),
    ];

    private static BadInputCase Grammar(string name, string body, string error) => Predict(name, Utf8(body), Malformed + error + ".");

    private static BadInputCase NotUtf8(string name, params byte[] bytes) =>
        Predict("not UTF-8: " + name, [.. "{\"features\":{\"a\":\""u8, .. bytes, .. "\"}}"u8], Malformed + "it holds bytes that are not UTF-8.");

    /// <summary>A faulty value of a feature, with the place of the fault inside of it.</summary>
    private static BadInputCase Value(string name, string value, string error, int at = 0)
    {
        const string before = """{"features":{"a":""";
        var (line, position) = (1, before.Length + at + 1);
        return Grammar(name, before + value + "}}", $"line {line}, byte {position}: {error}");
    }

    private static BadInputCase Nested(string name, int depth) => Grammar(
        name,
        """{"features":{"a":""" + new string('[', depth - 2) + new string(']', depth - 2) + "}}",
        "line 1, byte 80: The maximum configured depth of 64 has been exceeded");
}
