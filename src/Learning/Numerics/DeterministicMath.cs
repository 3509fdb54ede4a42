namespace Berlin.Learning;

/// <summary>
/// Logarithm and exponential from additions, multiplications and divisions of float64 only, in a fixed order, so that every
/// processor and every runtime gives the same bits. Both are within 2 units in the last place of the true value.
/// </summary>
/// <remarks>
/// The series are the Taylor series of atanh and exp on reduced arguments, cut where the rest is below 2^-58 of the result.
/// <see cref="Math.Log(double)"/> and <see cref="Math.Exp"/> call the platform's library, whose last bits differ between systems.
/// </remarks>
internal static class DeterministicMath
{
    private const int MantissaBits = 52;

    private const int ExponentBias = 1023;

    private const long MantissaMask = (1L << MantissaBits) - 1;

    /// <summary>Bits of sqrt(1/2), the lower end of the reduced argument of <see cref="Log"/>.</summary>
    private const long SqrtHalfBits = 0x3FE6_A09E_667F_3BCD;

    /// <summary>First 32 bits of ln 2, so that k * LnTwoHigh is exact for |k| up to 2^20.</summary>
    private const double LnTwoHigh = 2977044471.0 / (1L << 32);

    /// <summary>ln 2 - LnTwoHigh.</summary>
    private const double LnTwoLow = 1.9082149292705877e-10;

    private const double InverseLnTwo = 1.4426950408889634;

    /// <summary>exp of anything above is infinite.</summary>
    private const double LargestExponent = 709.782712893384;

    /// <summary>exp of anything below rounds to 0.</summary>
    private const double SmallestExponent = -745.1332191019412;

    /// <summary>Natural logarithm; -infinity at 0, NaN below 0.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        var scale = 0;
        if (!double.IsNormal(x))
        {
            x *= 1L << 54;
            scale = -54;
        }

        // x = 2^k * (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)).
        var bits = BitConverter.DoubleToInt64Bits(x);
        var k = (int)((bits - SqrtHalfBits) >> MantissaBits);
        var f = BitConverter.Int64BitsToDouble(bits - ((long)k << MantissaBits)) - 1;

        // log(1 + f) = 2 atanh(s) with s = f / (2 + f), written as f - s * (f - series) to keep the digits of f, which is exact.
        var s = f / (2 + f);
        var z = s * s;
        var w = z * z;
        var even = (2.0 / 5) + (w * ((2.0 / 9) + (w * ((2.0 / 13) + (w * ((2.0 / 17) + (w * (2.0 / 21))))))));
        var odd = (2.0 / 3) + (w * ((2.0 / 7) + (w * ((2.0 / 11) + (w * ((2.0 / 15) + (w * (2.0 / 19))))))));
        var series = (z * odd) + (w * even);
        var exponent = (double)(k + scale);
        return (exponent * LnTwoHigh) + (f - ((s * (f - series)) - (exponent * LnTwoLow)));
    }

    /// <summary>e to the x; 0 and infinity where the result leaves float64.</summary>
    public static double Exp(double x)
    {
        if (!(x >= SmallestExponent))
        {
            return double.IsNaN(x) ? x : 0;
        }

        if (x > LargestExponent)
        {
            return double.PositiveInfinity;
        }

        // x = k ln 2 + r with |r| <= (ln 2) / 2; tail is what rounding r to float64 leaves over.
        var k = (int)((x * InverseLnTwo) + (x < 0 ? -0.5 : 0.5));
        var high = x - (k * LnTwoHigh);
        var low = k * LnTwoLow;
        var r = high - low;
        var tail = (high - r) - low;

        var z = r * r;
        var even = (1.0 / 2) + (z * ((1.0 / 24) + (z * ((1.0 / 720) + (z * ((1.0 / 40320) + (z * ((1.0 / 3628800) + (z * (1.0 / 479001600))))))))));
        var odd = (1.0 / 6) + (z * ((1.0 / 120) + (z * ((1.0 / 5040) + (z * ((1.0 / 362880) + (z * ((1.0 / 39916800) + (z * (1.0 / 6227020800))))))))));
        var result = 1 + (r + (tail + (z * (even + (r * odd)))));
        return Scale(result, k);
    }

    /// <summary>value * 2^k in two steps, because 2^k itself may lie outside float64; only a subnormal result is rounded again.</summary>
    private static double Scale(double value, int k)
    {
        var half = k / 2;
        return value * PowerOfTwo(half) * PowerOfTwo(k - half);
    }

    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + ExponentBias) << MantissaBits);

    /// <summary>floor(log2(|x|)) of a finite x other than 0, exactly.</summary>
    public static int FloorLog2(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x) & long.MaxValue;
        var exponent = (int)(bits >> MantissaBits);
        return exponent > 0
            ? exponent - ExponentBias
            : 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(bits & MantissaMask)) - (ExponentBias - 1 + MantissaBits);
    }
}
