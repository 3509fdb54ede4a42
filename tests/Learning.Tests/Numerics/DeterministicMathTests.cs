using System.Security.Cryptography;

namespace Berlin.Learning.Tests;

/// <summary>Known answers: mpmath 1.2.1 at 300 bits, rounded to float64.</summary>
public sealed class DeterministicMathTests
{
    /// <summary>The stated bound.</summary>
    private const long UnitsInTheLastPlace = 2;

    public static TheoryData<double, double> Logarithms => new()
    {
        { 0.5, -0.6931471805599453 },
        { 2.0, 0.6931471805599453 },
        { 10.0, 2.302585092994046 },
        { 1e-15, -34.538776394910684 },
        { 3.0, 1.0986122886681098 },
        { 0.1, -2.3025850929940455 },
        { 1.0, 0.0 },
        { 1.0000000000000002, 2.2204460492503128e-16 },
        { 0.9999999999999999, -1.1102230246251565e-16 },
        { 0.7071067811865475, -0.34657359027997275 },
        { 0.7071067811865476, -0.3465735902799726 },
        { 1.4142135623730951, 0.3465735902799727 },
        { 5e-324, -744.4400719213812 },
        { 2.2250738585072014e-308, -708.3964185322641 },
        { 1.7976931348623157e+308, 709.782712893384 },
        { 4096.0, 8.317766166719343 },
        { 20000.0, 9.903487552536127 },
        { 1e-10, -23.025850929940457 },
    };

    public static TheoryData<double, double> Exponentials => new()
    {
        { 0.0, 1.0 },
        { 1.0, 2.718281828459045 },
        { -1.0, 0.36787944117144233 },
        { 0.5, 1.6487212707001282 },
        { -0.34657359027997264, 0.7071067811865476 },
        { 0.3465735902799727, 1.4142135623730951 },
        { 0.34657359027997264, 1.414213562373095 },
        { -745.13, 5e-324 },
        { -708.3964185322641, 2.2250738585072626e-308 },
        { -708.4, 2.217119081664265e-308 },
        { -710.0, 4.47628622567513e-309 },
        { 709.782712893384, 1.7976931348622732e+308 },
        { 709.78, 1.7928227943945155e+308 },
        { 1e-17, 1.0 },
        { -1e-300, 1.0 },
        { -34.538776394910684, 1.0000000000000013e-15 },
        { 100.0, 2.6881171418161356e+43 },
        { -20.25, 1.6052280551856116e-09 },
        { -740.0, 4.2e-322 },
    };

    [Theory]
    [MemberData(nameof(Logarithms))]
    public void Log_KnownAnswers_AreWithinTheBound(double x, double expected) => AssertNear(expected, DeterministicMath.Log(x), x);

    [Theory]
    [MemberData(nameof(Exponentials))]
    public void Exp_KnownAnswers_AreWithinTheBound(double x, double expected) => AssertNear(expected, DeterministicMath.Exp(x), x);

    [Fact]
    public void Log_OutsideItsDomain_FollowsIeee()
    {
        Assert.Equal(double.NegativeInfinity, DeterministicMath.Log(0));
        Assert.Equal(double.NegativeInfinity, DeterministicMath.Log(-0.0));
        Assert.Equal(double.PositiveInfinity, DeterministicMath.Log(double.PositiveInfinity));
        Assert.True(double.IsNaN(DeterministicMath.Log(-1)));
        Assert.True(double.IsNaN(DeterministicMath.Log(double.NaN)));
    }

    [Fact]
    public void Exp_BeyondFloat64_SaturatesAndKeepsNaN()
    {
        Assert.Equal(0, DeterministicMath.Exp(-746));
        Assert.Equal(0, DeterministicMath.Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, DeterministicMath.Exp(709.7828));
        Assert.Equal(double.PositiveInfinity, DeterministicMath.Exp(double.PositiveInfinity));
        Assert.True(double.IsNaN(DeterministicMath.Exp(double.NaN)));
    }

    /// <summary>The platform's own log is within one unit, so three apart from it would break the bound for certain.</summary>
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public void Log_RandomNumbersOfEverySize_StaysWithTheLibrary(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300_000; i++)
        {
            var x = (i % 3) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64(0x7FF0_0000_0000_0000)),
                1 => 1 + ((random.NextDouble() - 0.5) * Math.Pow(2, -random.Next(50))),
                _ => random.Next(1, 10_000_000) + 0.1,
            };
            AssertNear(Math.Log(x), DeterministicMath.Log(x), x);
        }
    }

    [Theory]
    [InlineData(33)]
    [InlineData(34)]
    public void Exp_RandomNumbersOfEverySize_StaysWithTheLibrary(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300_000; i++)
        {
            var x = (i % 3) switch
            {
                0 => (random.NextDouble() * 1455) - 745.2,
                1 => (random.NextDouble() - 0.5) * Math.Pow(2, -random.Next(60)),
                _ => -40 * random.NextDouble(),
            };
            AssertNear(Math.Exp(x), DeterministicMath.Exp(x), x);
        }
    }

    /// <summary>A processor, a compiler or an edit that gives other bits anywhere in these makes learners that disagree.</summary>
    [Fact]
    public void LogAndExp_ManyArguments_HaveTheRecordedBits()
    {
        var random = new Random(35);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 100_000; i++)
        {
            hash.AppendData(BitConverter.GetBytes(DeterministicMath.Log(random.NextDouble() * random.Next(1, 1_000_000))));
            hash.AppendData(BitConverter.GetBytes(DeterministicMath.Exp((random.NextDouble() - 0.5) * 1400)));
        }

        Assert.Equal("3464fc914e6ceaf55802960443a85b295573033f64ad4b4ea1b001546b680ff6", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(-1.0, 0)]
    [InlineData(1.9999999999999998, 0)]
    [InlineData(2.0, 1)]
    [InlineData(0.5, -1)]
    [InlineData(0.49999999999999994, -2)]
    [InlineData(1e308, 1023)]
    [InlineData(-1.7976931348623157e308, 1023)]
    [InlineData(2.2250738585072014e-308, -1022)]
    [InlineData(2.2250738585072009e-308, -1023)]
    [InlineData(5e-324, -1074)]
    [InlineData(1e-323, -1073)]
    [InlineData(-1.5e-323, -1073)]
    public void FloorLog2_Edges_AreExact(double x, int expected) => Assert.Equal(expected, DeterministicMath.FloorLog2(x));

    private static void AssertNear(double expected, double actual, double x)
    {
        var apart = Math.Abs(BitConverter.DoubleToInt64Bits(expected) - BitConverter.DoubleToInt64Bits(actual));
        Assert.True(expected.Equals(actual) || apart <= UnitsInTheLastPlace, $"at {x:R}: expected {expected:R}, got {actual:R}, {apart} units apart");
    }
}
