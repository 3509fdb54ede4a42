namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Waits for what other threads bring about and tell nobody.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    public static async Task IsSoAsync(Func<bool> isSo)
    {
        using var bound = new CancellationTokenSource(Bound);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!isSo())
        {
            await looks.WaitForNextTickAsync(bound.Token);
        }
    }
}
