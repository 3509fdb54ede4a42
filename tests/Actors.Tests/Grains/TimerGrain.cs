namespace Berlin.Actors.Tests.Grains;

public interface ITimerGrain : IGrainWithStringKey
{
    /// <summary>Waits for so many ticks of a timer.</summary>
    Task<int> TickAsync(int times, bool throws);

    /// <summary>Begins a timer whose tick waits at a gate.</summary>
    Task BeginAsync(string gate, bool interleaves);

    Task<int> CountAsync();

    /// <summary>Begins a timer, disposes it in its first tick, and tells whether its token was cancelled.</summary>
    Task<bool> DisposeInTickAsync();

    /// <summary>Begins a timer that waits until its activation cancels it.</summary>
    Task BeginUntilCancelledAsync(string began, string cancelled);

    Task EndAsync();
}

public class TimerGrain : Grain, ITimerGrain
{
    private int _count;

    public async Task<int> TickAsync(int times, bool throws)
    {
        var ticks = 0;
        var done = new TaskCompletionSource();
        using var timer = this.RegisterGrainTimer(
            () =>
            {
                ticks++;
                if (ticks == times)
                {
                    done.SetResult();
                }

                return throws ? throw new InvalidOperationException("tick") : Task.CompletedTask;
            },
            new() { DueTime = TimeSpan.FromMilliseconds(1), Period = TimeSpan.FromMilliseconds(1), Interleave = true });
        await done.Task;
        return ticks;
    }

    public Task BeginAsync(string gate, bool interleaves)
    {
        this.RegisterGrainTimer(
            static async (state, token) =>
            {
                await Gates.Of(state.gate).PassAsync();
                state.grain._count++;
            },
            (grain: this, gate),
            new() { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, Interleave = interleaves });
        return Task.CompletedTask;
    }

    public Task<int> CountAsync() => Task.FromResult(_count);

    public async Task<bool> DisposeInTickAsync()
    {
        var cancelled = new TaskCompletionSource<bool>();
        IGrainTimer? timer = null;
        timer = this.RegisterGrainTimer(
            token =>
            {
                timer!.Dispose();
                cancelled.SetResult(token.IsCancellationRequested);
                return Task.CompletedTask;
            },
            new() { DueTime = TimeSpan.FromMilliseconds(1), Period = TimeSpan.FromMilliseconds(1), Interleave = true });
        return await cancelled.Task;
    }

    public Task BeginUntilCancelledAsync(string began, string cancelled)
    {
        this.RegisterGrainTimer(
            async token =>
            {
                var told = new TaskCompletionSource();
                using (token.Register(told.SetResult))
                {
                    _ = Gates.Of(began).PassAsync();
                    await told.Task;
                }

                _ = Gates.Of(cancelled).PassAsync();
            },
            new() { DueTime = TimeSpan.Zero, Period = TimeSpan.FromHours(1), Interleave = true });
        return Task.CompletedTask;
    }

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
