namespace Berlin.Client.Http;

/// <summary>Repeats a call that may be repeated, with growing pauses, within the bounds of the options.</summary>
internal sealed class RetryPolicy(BerlinClientOptions options)
{
    /// <summary>Runs a call until it succeeds, fails for good, or the bounds are reached; then its last fault is thrown.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var start = options.Time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked;
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (BerlinApiException refusal) when (refusal.IsTransient && MayRepeat(attempt, start, refusal.RetryAfter))
            {
                asked = refusal.RetryAfter;
            }
            catch (BerlinUnreachableException fault)
                when ((fault.WasConnected || options.WaitForServer) && MayRepeat(attempt, start, null))
            {
                asked = null;
            }

            await Task.Delay(asked ?? ChosenDelay(attempt), options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool MayRepeat(int attempt, long start, TimeSpan? asked)
    {
        return attempt < options.MaxAttempts
            && options.Time.GetElapsedTime(start) + (asked ?? ChosenDelay(attempt)) <= options.RetryBudget;
    }

    private TimeSpan ChosenDelay(int attempt)
    {
        var doubled = options.FirstDelay * Math.Pow(2, attempt - 1);
        return doubled < options.MaxDelay ? doubled : options.MaxDelay;
    }
}
