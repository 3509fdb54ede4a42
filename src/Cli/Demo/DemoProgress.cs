using Berlin.Client;

namespace Berlin.Cli.Demo;

/// <summary>How far the stream is.</summary>
/// <param name="Rows">Bookings settled.</param>
/// <param name="Accepted">Bookings learned by this run.</param>
/// <param name="Duplicates">Bookings that were stored before.</param>
/// <param name="Elapsed">Time since the first was sent.</param>
/// <param name="Window">Accuracy over the model's window; null before the first batch.</param>
internal sealed record DemoProgress(long Rows, long Accepted, long Duplicates, TimeSpan Elapsed, MetricValues? Window)
{
    /// <summary>Before the first booking.</summary>
    public static DemoProgress None { get; } = new(0, 0, 0, TimeSpan.Zero, null);
}
