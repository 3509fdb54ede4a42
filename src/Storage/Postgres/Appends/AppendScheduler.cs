using Berlin.Storage.Faults;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Npgsql;

namespace Berlin.Storage.Postgres.Appends;

/// <summary>
/// Group commit. What waits when a transaction begins shares it: while commits flush, the next group gathers, so groups grow with
/// the load and a lone append waits for nothing. Thread-safe.
/// </summary>
/// <remarks>
/// A group judges each of its streams by itself and waits for nobody: a stream whose row others have locked is tried again alone. Where
/// one append cannot be stored as it is, the whole group is taken back and each of its streams is tried again alone, so that it
/// harms nobody but itself.
/// </remarks>
internal sealed class AppendScheduler(PostgresDatabase database, IFaultInjector faults) : IAsyncDisposable
{
    /// <summary>Groups under way at once: while one flushes, the other one writes.</summary>
    private const int MaxLanes = 2;

    /// <summary>Streams that are tried alone at once: those that wait for locks must not take all connections.</summary>
    private const int MaxAlone = 4;

    /// <summary>Appends that may wait; more wait outside.</summary>
    private const int MaxWaiting = 1_024;

    private readonly AppendQueue _queue = new();
    private readonly SemaphoreSlim _places = new(MaxWaiting, MaxWaiting);
    private readonly SemaphoreSlim _alone = new(MaxAlone, MaxAlone);
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lanes;
    private int _unanswered;
    private bool _isClosed;

    /// <summary>Appends; returns when the rows are on disk, or are known not to be stored.</summary>
    /// <inheritdoc cref="IObservationLog.AppendAsync"/>
    public async Task<AppendVerdict> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        var append = new QueuedAppend(request);
        Enter();
        try
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            _queue.Add(append);
            StartLanes();
            using (cancellationToken.UnsafeRegister(static (state, token) => ((QueuedAppend)state!).Cancel(token), append))
            {
                return await append.Outcome.ConfigureAwait(false);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Keeps appends of the stream back until the result is disposed of, because something of this process has the stream's row, or
    /// waits for it. What comes after it then also happens after it.
    /// </summary>
    public IDisposable Hold(StreamKey stream)
    {
        _queue.Hold(stream);
        return new Held(this, stream);
    }

    /// <summary>Finishes what waits. Later appends are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_unanswered == 0)
            {
                _finished.TrySetResult();
            }
        }

        await _finished.Task.ConfigureAwait(false);
    }

    private void Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _unanswered++;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_unanswered == 0 && _isClosed)
            {
                _finished.TrySetResult();
            }
        }
    }

    private void StartLanes()
    {
        while (TakeGroup(isNewLane: true) is { } chains)
        {
            _ = RunLaneAsync(chains);
        }
    }

    /// <summary>The next group of a lane, new or not; null = none, and a lane that is not new ends.</summary>
    private IReadOnlyList<AppendChain>? TakeGroup(bool isNewLane)
    {
        lock (_lock)
        {
            if (isNewLane && _lanes == MaxLanes)
            {
                return null;
            }

            var chains = _queue.Take(out var left);
            if (left > 0)
            {
                _places.Release(left);
            }

            if (chains.Count == 0)
            {
                _lanes -= isNewLane ? 0 : 1;
                return null;
            }

            _lanes += isNewLane ? 1 : 0;
            return chains;
        }
    }

    private async Task RunLaneAsync(IReadOnlyList<AppendChain>? chains)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (chains is not null)
        {
            await RunGroupAsync(chains).ConfigureAwait(false);
            chains = TakeGroup(isNewLane: false);
        }
    }

    /// <summary>The edge of a lane: what a group throws belongs to its callers, and ends neither the lane nor other groups.</summary>
    private async Task RunGroupAsync(IReadOnlyList<AppendChain> chains)
    {
        var attempt = new AppendAttempt(chains, waits: false, faults);
        try
        {
            foreach (var judged in await database.RunAsync(attempt.RunAsync, CancellationToken.None).ConfigureAwait(false))
            {
                Conclude(judged);
            }
        }
        catch (Exception exception)
        {
            // Once the commit is under way, or the server is lost, nobody knows what is stored: trying again would only blur it.
            if (attempt.IsCommitting || exception is StoreUnavailableException)
            {
                Fail(chains, exception);
                return;
            }

            foreach (var chain in chains)
            {
                _ = RunAloneAsync(chain);
            }
        }
    }

    private void Conclude(FencedChain judged)
    {
        // Where a chain is fenced as a whole, a later part of it may still be in its place.
        var (chain, fate, _) = judged;
        if (fate == AppendFate.Locked || (fate == AppendFate.Fenced && chain.Appends.Count > 1))
        {
            _ = RunAloneAsync(chain);
            return;
        }

        _queue.Release(chain.Stream);
        foreach (var append in chain.Appends)
        {
            Answer(append, fate);
        }
    }

    private void Fail(IReadOnlyList<AppendChain> chains, Exception exception)
    {
        foreach (var chain in chains)
        {
            _queue.Release(chain.Stream);
            foreach (var append in chain.Appends)
            {
                append.Fail(exception);
            }
        }
    }

    /// <summary>Appends of one stream one after the other, each in a transaction of its own that waits for the stream's row.</summary>
    private async Task RunAloneAsync(AppendChain chain)
    {
        await _alone.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        foreach (var append in chain.Appends)
        {
            await RunAloneAsync(append).ConfigureAwait(false);
        }

        _alone.Release();
        _queue.Release(chain.Stream);
        StartLanes();
    }

    private async Task RunAloneAsync(QueuedAppend append)
    {
        var attempt = new AppendAttempt([new AppendChain(append)], waits: true, faults);
        try
        {
            var judged = await database.RunAsync(attempt.RunAsync, CancellationToken.None).ConfigureAwait(false);
            Answer(append, judged[0].Fate);
        }
        catch (Exception exception)
        {
            append.Fail(await ExplainAsync(append, exception).ConfigureAwait(false));
        }
    }

    private void Answer(QueuedAppend append, AppendFate fate)
    {
        if (fate != AppendFate.Raised)
        {
            append.Complete(AppendVerdict.Fenced);
            return;
        }

        try
        {
            faults.Pass(FaultPoint.Append_AfterCommitBeforeVerdict);
            append.Complete(AppendVerdict.Committed);
        }
        catch (Exception exception)
        {
            append.Fail(exception);
        }
    }

    /// <summary>Names the id that is there twice, where that is the reason.</summary>
    private async Task<Exception> ExplainAsync(QueuedAppend append, Exception exception)
    {
        if (exception.InnerException is not PostgresException answer || !PostgresErrors.IsUniqueViolation(answer))
        {
            return exception;
        }

        var ids = append.Request.Rows.Where(row => row.Corrects is null).Select(row => row.Id).ToArray();
        try
        {
            var stored = await database.ReadAsync(
                session => PostgresObservationRows.FindAsync(session, append.Stream, ids), CancellationToken.None).ConfigureAwait(false);
            var taken = stored.Select(found => found.Id).Concat(ids.GroupBy(id => id, StringComparer.Ordinal).Where(same => same.Skip(1).Any()).Select(same => same.Key));
            return taken.FirstOrDefault() is { } id ? AppendRules.IdIsTaken(id, exception) : exception;
        }
        catch (StoreUnavailableException)
        {
            return exception;
        }
    }

    private sealed class Held(AppendScheduler scheduler, StreamKey stream) : IDisposable
    {
        public void Dispose()
        {
            scheduler._queue.Release(stream);
            scheduler.StartLanes();
        }
    }
}
