namespace Berlin.Gateway.Routing.Attempts;

/// <summary>
/// Bounds the second attempts to a tenth of the requests, so that a cluster in trouble is not asked twice as much because
/// of it. Thread-safe.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>Requests that earn one second attempt.</summary>
    private const int RequestsPerRetry = 10;

    /// <summary>
    /// Second attempts that may be saved up: what is on its way to a silo when it dies, at some hundred requests a second and
    /// a second until it is found out.
    /// </summary>
    private const int MaxSaved = 500;

    /// <summary>At the start, so that the first fault does not meet an empty purse.</summary>
    private const int SavedAtStart = 100;

    /// <summary>In parts of a retry: each request earns one part.</summary>
    private int _parts = SavedAtStart * RequestsPerRetry;

    /// <summary>A request comes.</summary>
    public void Earn()
    {
        if (Volatile.Read(ref _parts) < MaxSaved * RequestsPerRetry)
        {
            Interlocked.Increment(ref _parts);
        }
    }

    /// <summary>Takes one second attempt; false where none is left.</summary>
    public bool TrySpend()
    {
        if (Interlocked.Add(ref _parts, -RequestsPerRetry) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _parts, RequestsPerRetry);
        return false;
    }
}
