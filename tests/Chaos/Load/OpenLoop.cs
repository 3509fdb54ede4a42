using System.Diagnostics;

namespace Berlin.Chaos.Load;

/// <summary>Begins calls at a rate, whatever becomes of earlier ones, as independent users do.</summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    /// <summary>Begins calls until cancelled; each is told its number and how long ago it should have begun.</summary>
    public static async Task RunAsync(double perSecond, Action<long, TimeSpan> begin, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var begun = 0L;
        using var ticks = new PeriodicTimer(Tick);
        try
        {
            while (await ticks.WaitForNextTickAsync(cancellationToken))
            {
                var elapsed = Stopwatch.GetElapsedTime(start);
                for (; begun < elapsed.TotalSeconds * perSecond; begun++)
                {
                    begin(begun, elapsed - TimeSpan.FromSeconds(begun / perSecond));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }
}
