using System.Text;
using static Berlin.Learning.Tests.Configs;

namespace Berlin.Learning.Tests;

public sealed class FeatureExtractorTests
{
    private static readonly FeatureSpec[] Specs =
    [
        new TextFeature("text", new NgramRange(1, 2), Characters: null),
        new NumberFeature("amount"),
        new CategoryFeature("card"),
        new TextFeature("name", Words: null, new NgramRange(2, 3)),
    ];

    [Theory]
    [InlineData("""{}""", "")]
    [InlineData("""{"text":"Taxi to X"}""", "0wtaxi|0wto|0wx|0wtaxi to|0wto x")]
    [InlineData("""{"text":"a a"}""", "0wa|0wa|0wa a")]
    [InlineData("""{"text":""}""", "")]
    [InlineData("""{"text":"A\u0042\nc\t\ud83d\ude00\/"}""", "0wab|0wc|0wab c")]
    [InlineData("""{"te\u0078t":"x"}""", "0wx")]
    [InlineData("""{"name":"Łąki ab c"}""", "3cłą|3cąk|3cki|3cłąk|3cąki|3cab")]
    [InlineData("""{"card":"K 1"}""", "2=K 1")]
    [InlineData("""{"card":true}""", "2=true")]
    [InlineData("""{"card":false}""", "2=false")]
    [InlineData("""{"card":2770}""", "2=2770")]
    [InlineData("""{"card":2770.0}""", "2=2770")]
    [InlineData("""{"card":2.77e3}""", "2=2770")]
    [InlineData("""{"card":-0}""", "2=0")]
    [InlineData("""{"card":-0.0}""", "2=0")]
    [InlineData("""{"card":1.50}""", "2=1.5")]
    [InlineData("""{"card":123456789012345678901234567890}""", "2=123456789012345678901234567890")]
    [InlineData("""{"card":""}""", "2=")]
    [InlineData("""{"text":null,"amount":null,"card":null}""", "")]
    [InlineData("""{"other":"x","deep":{"text":["y"]},"list":[[1]]}""", "")]
    [InlineData(""" { "amount" : 1 } """, "1#+0")]
    public void Extract_KnownObjects_GivesTheseKeys(string json, string keys) => Assert.Equal(keys, string.Join('|', Keys(Utf8(json))));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("0e999", "0")]
    [InlineData("1", "+0")]
    [InlineData("-1", "-0")]
    [InlineData("1.9999999999999998", "+0")]
    [InlineData("2", "+1")]
    [InlineData("98.33", "+6")]
    [InlineData("-10.54", "-3")]
    [InlineData("0.1", "+-4")]
    [InlineData("1e308", "+1023")]
    [InlineData("-1e308", "-1023")]
    [InlineData("5e-324", "+-1074")]
    [InlineData("2.2250738585072014E-308", "+-1022")]
    [InlineData("9007199254740993", "+53")]
    public void Extract_Numbers_FallIntoTheirBuckets(string number, string bucket) =>
        Assert.Equal([$"1#{bucket}"], Keys(Utf8($$"""{"amount":{{number}}}""")));

    [Theory]
    [InlineData("""{"text":1}""", "text", "must be a string; it is a number")]
    [InlineData("""{"text":["a"]}""", "text", "must be a string; it is an array")]
    [InlineData("""{"amount":"1"}""", "amount", "must be a number; it is a string")]
    [InlineData("""{"amount":true}""", "amount", "must be a number; it is a boolean")]
    [InlineData("""{"amount":{"x":1}}""", "amount", "must be a number; it is an object")]
    [InlineData("""{"amount":1e400}""", "amount", "is a number outside float64")]
    [InlineData("""{"amount":-1e400}""", "amount", "is a number outside float64")]
    [InlineData("""{"card":1e400}""", "card", "is a number outside float64")]
    [InlineData("""{"card":[1]}""", "card", "must be a string, a boolean or a number; it is an array")]
    [InlineData("""{"amount":1,"amount":1}""", "amount", "occurs twice")]
    [InlineData("""{"amount":null,"amount":1}""", "amount", "occurs twice")]
    [InlineData("""[]""", "features", "must be a JSON object")]
    [InlineData("""null""", "features", "must be a JSON object")]
    [InlineData("", "features", "is not JSON")]
    [InlineData("""{"amount":NaN}""", "features", "is not JSON")]
    [InlineData("""{"amount":1""", "features", "is not JSON")]
    [InlineData("""{"amount":1}{}""", "features", "is not JSON")]
    [InlineData("""{"text":"\ud800"}""", "features", "surrogate")]
    [InlineData("""{"card":"\udc00x"}""", "features", "surrogate")]
    public void Extract_WhatCannotBeTaken_NamesTheFieldAndWhatWasExpected(string json, string field, string message)
    {
        var fault = new FeatureExtractor(Specs).Extract(Utf8(json), new FeatureKeys());

        Assert.Equal(field, fault?.Field);
        Assert.Contains(message, fault?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_LongCategory_IsAFault()
    {
        Assert.Null(Fault($$"""{"card":"{{new string('x', 256)}}"}"""));
        Assert.Contains("257 bytes", Fault($$"""{"card":"{{new string('x', 257)}}"}""")?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_TextOfAMegabyte_IsAFaultOrOneWord()
    {
        var words = string.Concat(Enumerable.Repeat("ab ", 350_000));

        Assert.Contains("more than 65536 columns", Fault($$"""{"text":"{{words}}"}""")?.Message, StringComparison.Ordinal);
        Assert.Equal([$"0w{new string('x', 64)}"], Keys(Utf8($$"""{"text":"{{new string('x', 1_000_000)}}"}""")));
    }

    [Fact]
    public void Extract_NestingAsDeepAsTheParserAllows_DoesNotThrow()
    {
        Assert.Null(Fault($$"""{"deep":{{new string('[', 60)}}{{new string(']', 60)}}}"""));
        Assert.Equal("features", Fault($$"""{"deep":{{new string('[', 100_000)}}""")?.Field);
    }

    [Fact]
    public void Extract_ManyUnknownFields_AreIgnored()
    {
        var fields = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"f{i}\":{i}"));

        Assert.Equal(["1#+2"], Keys(Utf8($$"""{{{fields}},"amount":5}""")));
    }

    [Theory]
    [InlineData(61)]
    public void Extract_RandomBytes_NeverThrows(int seed)
    {
        var random = new Random(seed);
        var extractor = new FeatureExtractor(Specs);
        var keys = new FeatureKeys();
        var start = Utf8("""{"text":"Taxi to \u00e6 X","amount":-1.5e3,"card":true,"name":"ab","z":[1,{"a":null}]}""");
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = start.ToArray();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            extractor.Extract(bytes.AsSpan(0, random.Next(bytes.Length + 1)), keys);
        }
    }

    [Fact]
    public void Extract_AfterAFault_StartsAnew()
    {
        var extractor = new FeatureExtractor(Specs);
        var keys = new FeatureKeys();
        Assert.NotNull(extractor.Extract(Utf8("""{"text":"left over","amount":"x"}"""), keys));

        Assert.Null(extractor.Extract(Utf8("""{"amount":4}"""), keys));

        Assert.Equal(["1#+2"], Described(keys));
    }

    [Fact]
    public void Extract_SameRowAgain_AllocatesNothing()
    {
        var extractor = new FeatureExtractor(Specs);
        var keys = new FeatureKeys();
        var row = Encoding.UTF8.GetBytes("""{"amount":-12.5,"card":1.5,"name":"æbler","text":"Taxi \"to\" the conference"}""");
        for (var i = 0; i < 100; i++)
        {
            extractor.Extract(row, keys);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            extractor.Extract(row, keys);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static List<string> Keys(byte[] features)
    {
        var keys = new FeatureKeys();
        Assert.Null(new FeatureExtractor(Specs).Extract(features, keys));
        return Described(keys);
    }

    /// <summary>Keys as field number, kind (words, characters, category, number) and value.</summary>
    private static List<string> Described(FeatureKeys keys) =>
        [.. Enumerable.Range(0, keys.Count).Select(i => $"{keys[i][0] & 63}{"wc=#"[keys[i][0] >> 6]}{Encoding.UTF8.GetString(keys[i][1..])}")];

    private static FeatureFault? Fault(string json) => new FeatureExtractor(Specs).Extract(Utf8(json), new FeatureKeys());
}
