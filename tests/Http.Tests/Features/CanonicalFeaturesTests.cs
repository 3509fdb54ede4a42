using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Berlin.Silo.Http;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.Json;

namespace Berlin.Http.Tests.Features;

public sealed class CanonicalFeaturesTests
{
    private static readonly JsonSerializerOptions Escaping = new() { Encoder = JavaScriptEncoder.Default };
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" { } ", "{}")]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{ "a" : "x" , "b" : null,"c":true , "d":false }""", """{"a":"x","b":null,"c":true,"d":false}""")]
    [InlineData("""{"aa":1,"a":2,"":3,"B":4}""", """{"":3,"B":4,"a":2,"aa":1}""")]
    [InlineData("""{"\u0061":1}""", """{"a":1}""")]
    [InlineData("""{"a":"\u00e9\/\u0041"}""", """{"a":"é/A"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"😀"}""")]
    [InlineData("""{"a":"\u0022\u005c\u0008\u0009\u000a\u000c\u000d"}""", """{"a":"\"\\\b\t\n\f\r"}""")]
    [InlineData("""{"a":"\u0000\u001F\u007f"}""", "{\"a\":\"\\u0000\\u001f\u007f\"}")]
    [InlineData("""{"\"":1,"\n":2}""", """{"\n":2,"\"":1}""")]
    [InlineData("""{"z":1,"\uffff":2,"\ud800\udc00":3}""", "{\"z\":1,\"\uffff\":2,\"\U00010000\":3}")]
    public void Read_Object_IsWrittenCanonically(string sent, string canonical) => Assert.Equal(canonical, Canonical(sent));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.0", "0")]
    [InlineData("-0.000e5", "0")]
    [InlineData("0e999999999999999999", "0")]
    [InlineData("1e-400", "0")]
    [InlineData("1e-99999999999999999999", "0")]
    [InlineData("1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("12.50", "12.5")]
    [InlineData("1.25e1", "12.5")]
    [InlineData("125E-1", "12.5")]
    [InlineData("0.125e+2", "12.5")]
    [InlineData("12.0", "12")]
    [InlineData("100", "100")]
    [InlineData("1e2", "100")]
    [InlineData("1.00e2", "100")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("9007199254740993.0", "9007199254740993")]
    [InlineData("123456789012345678901", "123456789012345678901")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1000000000000000000000", "1e+21")]
    [InlineData("1234567890123456789012", "1.234567890123456789012e+21")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("1e-6", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("0.00000012", "1.2e-7")]
    [InlineData("-1.20e-7", "-1.2e-7")]
    [InlineData("1e308", "1e+308")]
    [InlineData("0.1e309", "1e+308")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("0.1", "0.1")]
    [InlineData("0.10000000000000000555", "0.10000000000000000555")]
    public void Read_Number_HasOneSpelling(string sent, string canonical) => Assert.Equal($$"""{"n":{{canonical}}}""", Canonical($$"""{"n":{{sent}}}"""));

    [Fact]
    public void Read_RandomObjects_IsStableKeepsEveryValueAndForgetsOrderAndSpelling()
    {
        var seed = Environment.GetEnvironmentVariable("BERLIN_TEST_SEED") is { } text ? int.Parse(text, null) : Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var members = Enumerable.Range(0, random.Next(12)).ToDictionary(_ => RandomText(random), _ => RandomValue(random));
            var canonical = Canonical(Spell(members, random));

            Assert.True(canonical == Canonical(Spell(members, random)), $"seed {seed}, round {round}: two spellings of {canonical}");
            Assert.True(canonical == Canonical(canonical), $"seed {seed}, round {round}: not stable: {canonical}");
            var read = JsonDocument.Parse(canonical).RootElement.EnumerateObject().ToArray();
            Assert.Equal(members.Keys.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))), read.Select(member => member.Name));
            Assert.All(read, member => Assert.True(SameValue(members[member.Name], member.Value), $"seed {seed}, round {round}: {canonical}"));
        }
    }

    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData((64 * 1024) + 1, false)]
    public void Read_AtTheBoundInBytes_IsRefusedAboveIt(int length, bool fits)
    {
        var sent = $$"""{"text":"{{new string('x', length - 11)}}"}""";
        Assert.Equal(length, sent.Length);
        Assert.Equal(fits, Fault(sent) is null);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Read_AtTheBoundInMembers_IsRefusedAboveIt(int count, bool fits)
    {
        var sent = "{" + string.Join(',', Enumerable.Range(0, count).Reverse().Select(n => $"\"f{n}\":{n}")) + "}";
        Assert.Equal(fits, Fault(sent) is null);
    }

    private static string Canonical(string sent)
    {
        var (fault, canonical) = Read(sent);
        Assert.Null(fault);
        return Encoding.UTF8.GetString(canonical);
    }

    private static JsonFault? Fault(string sent) => Read(sent).Fault;

    /// <summary>Reads the text from the middle of a larger document, as it stands in requests.</summary>
    private static (JsonFault? Fault, byte[] Canonical) Read(string sent)
    {
        var document = Encoding.UTF8.GetBytes("xyz" + sent + "xyz");
        var reader = StrictJson.Open(document.AsSpan()[3..^3]);
        reader.Read();
        var fault = new FeaturesReader(new HttpLimitsOptions()).Read(ref reader, document, origin: 3, new JsonPath("observations", 0), out var canonical);
        return (fault, canonical);
    }

    private static string RandomText(Random random)
    {
        const string alphabet = "ab\"\\/\n\t\u0001é€😀ÿ ";
        var text = new StringBuilder();
        for (var length = random.Next(1, 6); length > 0; length--)
        {
            text.Append(alphabet.EnumerateRunes().ElementAt(random.Next(alphabet.EnumerateRunes().Count())));
        }

        return text.Append(random.Next(100_000)).ToString();
    }

    private static object? RandomValue(Random random) => random.Next(5) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => RandomText(random),
        3 => new Number(random.Next(-100_000, 100_000), random.Next(-12, 25)),
        _ => new Number(random.NextInt64(), random.Next(-30, 3)),
    };

    /// <summary>One of the many ways to write the same object.</summary>
    private static string Spell(Dictionary<string, object?> members, Random random)
    {
        var shuffled = members.ToArray();
        random.Shuffle(shuffled);
        return "{" + string.Join(random.Next(2) == 0 ? " , " : ",", shuffled.Select(member => $"{SpellText(member.Key, random)}:{Spell(member.Value, random)}")) + "}";
    }

    private static string Spell(object? value, Random random) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : " false",
        string text => SpellText(text, random),
        Number number => number.Spell(random),
        _ => throw new InvalidOperationException(),
    };

    private static string SpellText(string text, Random random) => JsonSerializer.Serialize(text, random.Next(2) == 0 ? Escaping : Plain);

    private static bool SameValue(object? expected, JsonElement value) => expected switch
    {
        null => value.ValueKind == JsonValueKind.Null,
        bool flag => value.GetBoolean() == flag,
        string text => value.GetString() == text,
        Number number => number.IsWritten(value.GetRawText()),
        _ => false,
    };

    /// <summary>An exact decimal: digits x 10^exponent.</summary>
    private sealed record Number(long Digits, int Exponent)
    {
        public string Spell(Random random)
        {
            var zeros = random.Next(4);
            var digits = BigInteger.Abs(new BigInteger(Digits) * BigInteger.Pow(10, zeros)).ToString(null, null);
            var exponent = Exponent - zeros;
            var fraction = random.Next(digits.Length);
            var text = fraction == 0 ? digits : $"{digits[..^fraction]}.{digits[^fraction..]}";
            exponent += fraction;
            var sign = Digits < 0 ? "-" : "";
            return exponent == 0 && random.Next(2) == 0 ? sign + text : $"{sign}{text}{"eE"[random.Next(2)]}{(exponent >= 0 && random.Next(2) == 0 ? "+" : "")}{exponent}";
        }

        public bool IsWritten(string text)
        {
            var e = text.IndexOf('e', StringComparison.Ordinal);
            var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), System.Globalization.NumberStyles.AllowLeadingSign, null);
            var mantissa = e < 0 ? text : text[..e];
            var point = mantissa.IndexOf('.', StringComparison.Ordinal);
            exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
            var written = BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), null);
            var least = Math.Min(exponent, Exponent);
            return written * BigInteger.Pow(10, exponent - least) == new BigInteger(Digits) * BigInteger.Pow(10, Exponent - least);
        }
    }
}
