namespace Berlin.Storage.Tests.Conformance;

/// <summary>Well-formed texts that stores like to change: cut, fold, normalise, or take for something else.</summary>
public static class NaughtyTexts
{
    public static TheoryData<string> All =>
    [
        "",
        " ",
        "\0",
        "before\0after",
        "NULL",
        "null",
        "0",
        "1e400",
        "'; DROP TABLE observation; --",
        "\"quoted\" 'text' `here`",
        "%_\\%",
        "?1 $1 :a @b",
        "line\r\nbreak\ttab\u0001\u001f\u007f\u0085\u2028",
        "\uFEFFmark first",
        "\uFFFE\uFFFF\uFFFD",
        "a\u0300 \u00e0",
        "\u1E9E\u00DF\u0130\u0131",
        "田中さん ﾊﾟ パ",
        "\u202Eright to left\u202C مرحبا שלום",
        "👩‍👩‍👧‍👦 🏳️‍🌈 \U0010FFFF",
        "Z\u0351\u036B\u0343\u036A\u0302A\u0334\u0335\u031E",
        new string('x', 5_000),
        string.Concat(Enumerable.Repeat("🏳", 3_000)),
    ];
}
