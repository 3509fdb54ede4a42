using System.Numerics;

namespace Berlin.Learning;

/// <summary>log((n + alpha) / alpha) by count: what a cell adds to a class that has n instead of nothing.</summary>
/// <remarks>Small counts are most of all and are computed once; the table is as long as the largest small count that was asked for.</remarks>
internal sealed class LogTable(double alpha)
{
    private const int SmallCounts = 4096;

    private readonly double _logAlpha = DeterministicMath.Log(alpha);

    private double[] _small = [];

    public double this[uint count] => count < (uint)_small.Length ? _small[count] : Find(count);

    private double Find(uint count)
    {
        if (count >= SmallCounts)
        {
            return Compute(count);
        }

        var known = _small.Length;
        Array.Resize(ref _small, Math.Max(16, (int)BitOperations.RoundUpToPowerOf2(count + 1)));
        for (var i = known; i < _small.Length; i++)
        {
            _small[i] = Compute((uint)i);
        }

        return _small[count];
    }

    private double Compute(uint count) => DeterministicMath.Log(count + alpha) - _logAlpha;
}
