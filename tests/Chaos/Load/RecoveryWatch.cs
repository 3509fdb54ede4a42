namespace Berlin.Chaos.Load;

/// <summary>
/// Waits until trainers take writes again: for each, until a request that was begun after the watch is acknowledged. Watches from
/// its construction on.
/// </summary>
internal sealed class RecoveryWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CallLog _log;
    private readonly HashSet<int> _waiting;
    private readonly Dictionary<int, TimeSpan> _recovered = [];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable _watching;

    public RecoveryWatch(CallLog log, IEnumerable<ModelUnderLoad> trainers)
    {
        _log = log;
        _waiting = [.. trainers.Select(trainer => trainer.Number)];
        Began = log.Now;
        _watching = log.Watch(See);
        if (_waiting.Count == 0)
        {
            _all.SetResult();
        }
    }

    /// <summary>When the watch began, by the log.</summary>
    public TimeSpan Began { get; }

    /// <summary>How long each of them took; those that the bound ended are missing.</summary>
    public async Task<IReadOnlyDictionary<int, TimeSpan>> WaitAsync(TimeSpan bound, CancellationToken cancellationToken = default)
    {
        try
        {
            await _all.Task.WaitAsync(bound, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Who has not recovered is missing in the answer.
        }

        lock (_lock)
        {
            return new Dictionary<int, TimeSpan>(_recovered);
        }
    }

    public void Dispose() => _watching.Dispose();

    private void See(CallRecord call)
    {
        lock (_lock)
        {
            if (call is not { Kind: CallKind.Observe, Outcome: CallOutcome.Ok } || call.Due < Began || !_waiting.Remove(call.Model))
            {
                return;
            }

            _recovered.Add(call.Model, _log.Now - Began);
            if (_waiting.Count == 0)
            {
                _all.TrySetResult();
            }
        }
    }
}
