using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Residency;

/// <summary>The loaded versions of a silo. Each is loaded when it is first asked for, once however many ask, and goes when others need its memory. Thread-safe.</summary>
/// <remarks>
/// Least recently used go first; one that answers goes with its last answer. Where more versions are asked for than fit, a version stays
/// a multiple of its own loading time (<see cref="ResidencyOptions.StayFactor"/>), loads wait for that, and what waits is bounded:
/// the silo goes on answering for what it holds, in place of loading and dropping all of it in turns.
/// </remarks>
public sealed class ResidentVersions : IAsyncDisposable
{
    /// <summary>Most refusals that are remembered; the oldest is forgotten, and found again at the next load.</summary>
    private const int MaxFailures = 10_000;

    /// <summary>How soon a load looks again whether a version is not used any more.</summary>
    private static readonly TimeSpan UsePause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResidentVersion> _versions = new(StringComparer.Ordinal);
    private readonly LinkedList<ResidentVersion> _byUse = new();
    private readonly LoadFailures _failures;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private readonly DurationHistogram _loadTimes = new();
    private readonly DurationHistogram _agesAtEviction = new();
    private readonly IVersionLoader _loader;
    private readonly ResidencyOptions _options;
    private readonly TimeProvider _time;
    private TaskCompletionSource? _emptied;
    private long _bytes;
    private int _loading;
    private int _alive;
    private long _failed;
    private long _turnaways;
    private bool _isDisposed;

    /// <summary>Holds nothing yet.</summary>
    public ResidentVersions(IVersionLoader loader, ResidencyOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _loader = loader;
        _options = options;
        _time = time;
        _failures = new LoadFailures(MaxFailures, options.RetryPause, time);
        _slots = new SemaphoreSlim(options.MaxLoads);
    }

    /// <summary>The loaded version, for one request. Where it is loaded already this neither waits nor allocates.</summary>
    /// <param name="version">Which: <c>tenant/model/3</c>.</param>
    /// <param name="cancellationToken">Ends the wait; the load goes on for whoever asks next.</param>
    /// <exception cref="ModelRefusedException">It must not serve. Found without another load for as long as that is remembered.</exception>
    /// <exception cref="RuntimeUnavailableException">It cannot be loaded now, or too many others wait.</exception>
    public ValueTask<VersionLease> AcquireAsync(string version, CancellationToken cancellationToken)
    {
        ResidentVersion found;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            found = _versions.TryGetValue(version, out var known) ? known : Begin(version);
            found.Uses++;
            if (found.Session is not null)
            {
                _byUse.Remove(found.Node);
                _byUse.AddFirst(found.Node);
                return new ValueTask<VersionLease>(new VersionLease(this, found));
            }
        }

        return WaitAsync(found, cancellationToken);
    }

    /// <summary>Lets go of a version: of its memory when it has answered, and of what is remembered of its failure. The next request loads it anew.</summary>
    public void Forget(string version)
    {
        lock (_gate)
        {
            _failures.Forget(version);
            if (_versions.TryGetValue(version, out var found) && found.Session is not null)
            {
                Evict(found);
            }
        }
    }

    /// <summary>How it stands at the moment.</summary>
    public ResidencyReport Report()
    {
        lock (_gate)
        {
            return new ResidencyReport(
                _options.BudgetBytes, _bytes, _byUse.Count, _loading, _loadTimes.Count, _failed, _agesAtEviction.Count, _turnaways, _loadTimes.Summarize(), _agesAtEviction.Summarize());
        }
    }

    /// <summary>Ends the loads, and all sessions when they have answered.</summary>
    public async ValueTask DisposeAsync()
    {
        Task emptied;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            emptied = _emptied.Task;
            while (_byUse.Last is { } oldest)
            {
                Evict(oldest.Value);
            }

            NoteIfEmpty();
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await emptied.ConfigureAwait(false);
        _stop.Dispose();
        _slots.Dispose();
    }

    internal void Release(ResidentVersion version)
    {
        lock (_gate)
        {
            version.Uses--;
            EndIfUnused(version);
        }
    }

    private ResidentVersion Begin(string name)
    {
        _failures.ThrowIfKnown(name);
        if (_loading >= _options.MaxLoads + _options.MaxWaiting)
        {
            _turnaways++;
            throw new RuntimeUnavailableException($"{_loading} versions are being loaded; no more than {_options.MaxWaiting} wait. Repeat the call.");
        }

        var version = new ResidentVersion(name);
        _versions.Add(name, version);
        _loading++;
        _alive++;
        version.Loaded = LoadAsync(version);
        return version;
    }

    private async ValueTask<VersionLease> WaitAsync(ResidentVersion version, CancellationToken cancellationToken)
    {
        try
        {
            await version.Loaded.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new VersionLease(this, version);
        }
        catch
        {
            Release(version);
            throw;
        }
    }

    private async Task LoadAsync(ResidentVersion version)
    {
        var began = _time.GetTimestamp();

        // The lock that the caller holds is not held while something is loaded.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
            try
            {
                await WaitUntilSomethingMayGoAsync().ConfigureAwait(false);
                var loadBegan = _time.GetTimestamp();
                var session = await _loader.LoadAsync(version.Name, _stop.Token).ConfigureAwait(false);
                await AdmitAsync(version, session, _time.GetElapsedTime(loadBegan), _time.GetElapsedTime(began)).ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (Exception exception) when (exception is ModelRefusedException or RuntimeUnavailableException)
        {
            Remember(version, exception);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw new RuntimeUnavailableException("The server stops. Repeat the call.");
        }
        finally
        {
            DropUnlessLoaded(version);
        }
    }

    /// <summary>Returns when the budget has room or a version that may go. Loading before that would drop what was loaded a moment ago.</summary>
    private async Task WaitUntilSomethingMayGoAsync()
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            TimeSpan wait;
            lock (_gate)
            {
                wait = _bytes < _options.BudgetBytes ? TimeSpan.Zero : TimeUntilOneMayGo();
            }

            if (wait <= TimeSpan.Zero)
            {
                return;
            }

            if (_time.GetElapsedTime(began) + wait > _options.MaxWait)
            {
                NoteTurnaway();
                throw new RuntimeUnavailableException("More versions are asked for than the memory for them can hold. Repeat the call.");
            }

            await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(false);
        }
    }

    private async Task AdmitAsync(ResidentVersion version, IModelSession session, TimeSpan loadTime, TimeSpan sinceAsked)
    {
        if (session.ResidentBytes > _options.BudgetBytes)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new ModelRefusedException("size", $"It takes {session.ResidentBytes} bytes of memory; all versions of a silo together have {_options.BudgetBytes}.");
        }

        if (!TryAdmit(version, session, loadTime, sinceAsked))
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new RuntimeUnavailableException("All loaded versions answer, and there is no memory for another. Repeat the call.");
        }
    }

    private bool TryAdmit(ResidentVersion version, IModelSession session, TimeSpan loadTime, TimeSpan sinceAsked)
    {
        lock (_gate)
        {
            MakeRoom(session.ResidentBytes, mayCutShort: false);
            MakeRoom(session.ResidentBytes, mayCutShort: true);
            if (_isDisposed || _bytes + session.ResidentBytes > _options.BudgetBytes)
            {
                _turnaways++;
                return false;
            }

            version.Session = session;
            version.Bytes = session.ResidentBytes;
            version.ReadyAt = _time.GetTimestamp();
            version.LoadTime = loadTime;
            _byUse.AddFirst(version.Node);
            _bytes += version.Bytes;
            _loading--;
            _loadTimes.Add(sinceAsked);
            return true;
        }
    }

    /// <summary>Has the least recently used go, of those that nobody uses, until there is room.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="mayCutShort">Whether also those go that are to stay yet.</param>
    private void MakeRoom(long bytes, bool mayCutShort)
    {
        for (var node = _byUse.Last; node is not null && _bytes + bytes > _options.BudgetBytes;)
        {
            var candidate = node.Value;
            node = node.Previous;
            if (candidate.Uses == 0 && (mayCutShort || StayOf(candidate) <= TimeSpan.Zero))
            {
                Evict(candidate);
            }
        }
    }

    private TimeSpan TimeUntilOneMayGo()
    {
        var least = UsePause;
        for (var node = _byUse.Last; node is not null && least > TimeSpan.Zero; node = node.Previous)
        {
            if (node.Value.Uses == 0)
            {
                var stay = StayOf(node.Value);
                least = stay < least ? stay : least;
            }
        }

        return least;
    }

    private void Remember(ResidentVersion version, Exception failure)
    {
        lock (_gate)
        {
            _failures.Add(version.Name, failure);
        }
    }

    private void DropUnlessLoaded(ResidentVersion version)
    {
        lock (_gate)
        {
            if (version.Session is null && !version.IsEvicted)
            {
                _versions.Remove(version.Name);
                _failed++;
                _loading--;
                _alive--;
                NoteIfEmpty();
            }
        }
    }

    /// <summary>How long it is to stay yet.</summary>
    private TimeSpan StayOf(ResidentVersion version) => (version.LoadTime * _options.StayFactor) - _time.GetElapsedTime(version.ReadyAt);

    private void Evict(ResidentVersion version)
    {
        _versions.Remove(version.Name);
        _byUse.Remove(version.Node);
        _agesAtEviction.Add(_time.GetElapsedTime(version.ReadyAt));
        version.IsEvicted = true;
        EndIfUnused(version);
    }

    private void EndIfUnused(ResidentVersion version)
    {
        if (version is { IsEvicted: true, Uses: 0, Session: { } session })
        {
            version.Session = null;
            _bytes -= version.Bytes;
            _ = EndAsync(session);
        }
    }

    private async Task EndAsync(IModelSession session)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _alive--;
                NoteIfEmpty();
            }
        }
    }

    private void NoteTurnaway()
    {
        lock (_gate)
        {
            _turnaways++;
        }
    }

    private void NoteIfEmpty()
    {
        if (_alive == 0)
        {
            _emptied?.TrySetResult();
        }
    }
}
