using Berlin.Storage;

namespace Berlin.Grains.Serving;

/// <summary>
/// Looks into the store, one look at a time, for whom can do without: an answer waits for a look, but not for long. A slow one
/// goes on in the background and helps the answers after it. One owner: its grain's turns.
/// </summary>
internal sealed class StoreLook(TimeProvider time)
{
    // Stays in the grain's turns, and leaves the outcome to be read from the task.
    private const ConfigureAwaitOptions KeepContextAndResult =
        ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

    /// <summary>What an answer may lose to a store that is slow. A look takes a few milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>A store that is away is not asked again for each answer.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private Task _running = Task.CompletedTask;
    private long _began;
    private long? _failedAt;

    /// <summary>Looks, or joins the look that runs; returns when it is done, or takes too long, or the store is away.</summary>
    /// <param name="look">Throws <see cref="StoreUnavailableException"/> where the store is away.</param>
    /// <param name="whenAway">Told of it.</param>
    public async Task LookAsync(Func<Task> look, Action<StoreUnavailableException> whenAway)
    {
        if (_running.IsCompleted)
        {
            if (_failedAt is { } failedAt && time.GetElapsedTime(failedAt) < PauseAfterFailure)
            {
                return;
            }

            _began = time.GetTimestamp();
            _running = RunAsync(look, whenAway);
        }

        var running = _running;
        var patience = Patience - time.GetElapsedTime(_began);
        if (!running.IsCompleted && patience > TimeSpan.Zero)
        {
            await running.WaitAsync(patience, time).ConfigureAwait(KeepContextAndResult);
        }

        if (running.IsFaulted)
        {
            await running;
        }
    }

    private async Task RunAsync(Func<Task> look, Action<StoreUnavailableException> whenAway)
    {
        try
        {
            await look();
            _failedAt = null;
        }
        catch (StoreUnavailableException exception)
        {
            _failedAt = time.GetTimestamp();
            whenAway(exception);
        }
    }
}
