using System.Numerics;

namespace Berlin.Runtimes.Residency;

/// <summary>Counts durations in buckets of which eight share each doubling. O(1) an entry, fixed memory; not thread-safe.</summary>
internal sealed class DurationHistogram
{
    private const int BucketsPerDoubling = 8;

    private readonly long[] _counts = new long[64 * BucketsPerDoubling];
    private long _count;
    private long _max;

    public void Add(TimeSpan duration)
    {
        var ticks = Math.Max(duration.Ticks, 0);
        _counts[BucketOf(ticks)]++;
        _count++;
        _max = Math.Max(_max, ticks);
    }

    public long Count => _count;

    public DurationSummary Summarize() => new(_count, Percentile(0.5), Percentile(0.99), new TimeSpan(_max));

    private TimeSpan Percentile(double part)
    {
        var rank = (long)Math.Ceiling(part * _count);
        for (var bucket = 0; bucket < _counts.Length && rank > 0; bucket++)
        {
            rank -= _counts[bucket];
            if (rank <= 0)
            {
                return new TimeSpan(Math.Min(LastOf(bucket), _max));
            }
        }

        return TimeSpan.Zero;
    }

    // The three bits after the first one tell the eighth of its doubling; below eight each number has a bucket.
    private static int BucketOf(long ticks)
    {
        if (ticks < BucketsPerDoubling)
        {
            return (int)ticks;
        }

        var shift = BitOperations.Log2((ulong)ticks) - 3;
        return ((shift + 1) * BucketsPerDoubling) + (int)((ticks >> shift) & (BucketsPerDoubling - 1));
    }

    /// <summary>The longest duration of a bucket.</summary>
    private static long LastOf(int bucket)
    {
        if (bucket < BucketsPerDoubling)
        {
            return bucket;
        }

        var shift = (bucket / BucketsPerDoubling) - 1;
        return ((long)(BucketsPerDoubling + (bucket % BucketsPerDoubling) + 1) << shift) - 1;
    }
}
