namespace Berlin.Runtimes.Python.Batches;

/// <summary>Joins what waits into batches, for one or more workers.</summary>
/// <remarks>
/// While a worker computes, requests gather by themselves; they are the next batch. Callers that had just been answered together
/// come back one after the other within microseconds, so a call waits, for at most the delay, until as many are there as the call before had.
/// A lone caller is never made to wait.
/// </remarks>
internal sealed class BatchFormer(WaitingInferences waiting, TimeSpan maxDelay, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private int _lastCount = 1;
    private int _workers;

    /// <summary>A worker takes part.</summary>
    public void Join() => Interlocked.Increment(ref _workers);

    /// <summary>A worker does not take part for a while. The last one's requests are handed out, for their refusal: nobody is there to wait for.</summary>
    public IReadOnlyList<PendingInference> Leave() => Interlocked.Decrement(ref _workers) > 0 ? [] : waiting.Take(int.MaxValue, long.MaxValue);

    /// <summary>The next batch; empty where the worker ended first, or all callers had gone.</summary>
    public async Task<IReadOnlyList<PendingInference>> NextAsync(int maxRows, long maxBytes, Task workerEnded, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var first = waiting.WaitForAsync(1);
            if (!first.IsCompleted && await Task.WhenAny(first, workerEnded).WaitAsync(cancellationToken) != first)
            {
                return [];
            }

            if (_lastCount > 1 && maxDelay > TimeSpan.Zero && waiting.WaitForAsync(Math.Min(_lastCount, maxRows)) is { IsCompleted: false } enough)
            {
                await Task.WhenAny(enough, Task.Delay(maxDelay, time, cancellationToken));
            }

            var batch = waiting.Take(maxRows, maxBytes);
            _lastCount = batch.Count;
            return batch;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
