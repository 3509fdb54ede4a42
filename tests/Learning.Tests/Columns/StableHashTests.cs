using System.Numerics;
using System.Text;

namespace Berlin.Learning.Tests;

public sealed class StableHashTests
{
    /// <summary>Recorded from format version 1. Another value here means another meaning of every hashed model.</summary>
    [Theory]
    [InlineData("", 5598847853861424949UL)]
    [InlineData("a", 7763963269174532812UL)]
    [InlineData("taxi to conference", 2989301581819747009UL)]
    [InlineData("12345678", 13071660205751935522UL)]
    public void Of_KnownBytes_HasTheRecordedHash(string text, ulong expected) =>
        Assert.Equal(expected, StableHash.Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Of_TrailingZeroBytes_AreNotLost()
    {
        var hashes = Enumerable.Range(0, 40).Select(length => StableHash.Of(new byte[length])).ToHashSet();

        Assert.Equal(40, hashes.Count);
    }

    [Fact]
    public void Of_OneBitChanged_ChangesHalfOfTheHash()
    {
        var random = new Random(41);
        var (changed, flips) = (0L, 0);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            var before = StableHash.Of(bytes);
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                var difference = BitOperations.PopCount(before ^ StableHash.Of(bytes));
                Assert.InRange(difference, 8, 56);
                changed += difference;
                flips++;
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.InRange((double)changed / flips, 31.5, 32.5);
    }

    /// <summary>Chi-square of 100,000 counters over bucket numbers that are not powers of two, and low and high bits apart.</summary>
    [Theory]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(4093)]
    public void Of_CountingKeys_SpreadEvenlyOverBuckets(int buckets)
    {
        const int keys = 100_000;
        var (low, high) = (new int[buckets], new int[buckets]);
        for (var i = 0; i < keys; i++)
        {
            var hash = StableHash.Of(Encoding.UTF8.GetBytes($"w{i}"));
            low[hash % (ulong)buckets]++;
            high[(hash >> 32) % (ulong)buckets]++;
        }

        Assert.InRange(ChiSquare(low), buckets - (6 * Math.Sqrt(2 * buckets)), buckets + (6 * Math.Sqrt(2 * buckets)));
        Assert.InRange(ChiSquare(high), buckets - (6 * Math.Sqrt(2 * buckets)), buckets + (6 * Math.Sqrt(2 * buckets)));

        double ChiSquare(int[] counts)
        {
            var expected = (double)keys / buckets;
            return counts.Sum(count => (count - expected) * (count - expected) / expected);
        }
    }
}
