using Berlin.Storage;
using Berlin.Storage.Streams;

namespace Berlin.Grains.Tests;

/// <summary>The real log, which a test can take away or hold up, and whose answers it can lose before or after the commit.</summary>
internal sealed class FaultyObservationLog(IObservationLog log) : IObservationLog
{
    private HeldCalls? _held;
    private HeldCalls? _heldReads;
    private bool? _loseAfterCommit;

    /// <summary>Whether every call fails as a store that does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>Holds the reading of positions and rows up from now on, until it is released.</summary>
    public HeldCalls HoldReads() => _heldReads = new HeldCalls();

    /// <summary>Holds appends up from now on, until they are released.</summary>
    public HeldCalls HoldAppends() => _held = new HeldCalls();

    /// <summary>The next append gets no answer, and was committed or was not.</summary>
    public void LoseNextAnswer(bool afterCommit) => _loseAfterCommit = afterCommit;

    public async Task<AppendVerdict> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            await held.WaitAsync();
        }

        ThrowIfAway();
        var loseAfterCommit = _loseAfterCommit;
        _loseAfterCommit = null;
        if (loseAfterCommit == false)
        {
            throw new StoreUnavailableException("lost before the commit");
        }

        var verdict = await log.AppendAsync(request, cancellationToken);
        return loseAfterCommit == true ? throw new StoreUnavailableException("lost after the commit") : verdict;
    }

    public Task<StreamPosition?> TakeAsync(StreamKey stream, string owner, CancellationToken cancellationToken) =>
        Asked(() => log.TakeAsync(stream, owner, cancellationToken));

    public Task<StreamPosition?> ReadPositionAsync(StreamKey stream, CancellationToken cancellationToken) =>
        ReadAsync(() => log.ReadPositionAsync(stream, cancellationToken));

    public Task<IReadOnlyList<StoredId>> FindAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Asked(() => log.FindAsync(stream, ids, cancellationToken));

    public Task<IReadOnlyList<StoredObservation>> ReadAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadAsync(() => log.ReadAsync(stream, afterSequence, limit, cancellationToken));

    public Task<IReadOnlyList<CurrentObservation>> FindCurrentAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        log.FindCurrentAsync(stream, ids, cancellationToken);

    public Task<RemovalResult> RemoveAsync(RemovalRequest request, CancellationToken cancellationToken) => log.RemoveAsync(request, cancellationToken);

    public Task<IReadOnlyList<CurrentObservation>> ReadCurrentAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken) =>
        log.ReadCurrentAsync(stream, afterSequence, limit, cancellationToken);

    public Task<IReadOnlyList<StoredObservation>> ReadEntityAsync(
        StreamKey stream, string entity, long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadAsync(() => log.ReadEntityAsync(stream, entity, afterSequence, limit, cancellationToken));

    public Task<IReadOnlyList<EntitySummary>> ListEntitiesAsync(StreamKey stream, string? afterEntity, int limit, CancellationToken cancellationToken) =>
        log.ListEntitiesAsync(stream, afterEntity, limit, cancellationToken);

    public Task<EntitySummary?> FindEntityAsync(StreamKey stream, string entity, CancellationToken cancellationToken) =>
        log.FindEntityAsync(stream, entity, cancellationToken);

    public Task<StreamExtent> MeasureAsync(StreamKey stream, CancellationToken cancellationToken) => log.MeasureAsync(stream, cancellationToken);

    public Task<long?> FindTrimPointAsync(StreamKey stream, long keep, CancellationToken cancellationToken) =>
        log.FindTrimPointAsync(stream, keep, cancellationToken);

    private T Asked<T>(Func<T> call)
    {
        ThrowIfAway();
        return call();
    }

    private async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        if (_heldReads is { } held)
        {
            await held.WaitAsync();
        }

        ThrowIfAway();
        return await read();
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new StoreUnavailableException("away");
        }
    }
}

/// <summary>Calls that wait at a gate.</summary>
internal sealed class HeldCalls
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first call waits.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    public Task WaitAsync()
    {
        _reached.TrySetResult();
        return _released.Task;
    }
}
