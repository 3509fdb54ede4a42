using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Residency;

/// <summary>Remembers why versions could not be loaded, so that not every request tries again. Belongs to the lock of its owner.</summary>
/// <param name="capacity">Most that are remembered.</param>
/// <param name="pause">How long those are that may be mended by trying again; a refusal is until it is forgotten.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadFailures(int capacity, TimeSpan pause, TimeProvider time)
{
    private readonly Dictionary<string, Failure> _failures = new(StringComparer.Ordinal);
    private readonly Queue<(string Version, Failure Failure)> _byAge = new();

    public void Add(string version, Exception cause)
    {
        var failure = new Failure(cause, time.GetTimestamp());
        _failures[version] = failure;
        _byAge.Enqueue((version, failure));
        while (_byAge.Count > capacity)
        {
            var oldest = _byAge.Dequeue();
            if (_failures.TryGetValue(oldest.Version, out var last) && ReferenceEquals(last, oldest.Failure))
            {
                _failures.Remove(oldest.Version);
            }
        }
    }

    public void Forget(string version) => _failures.Remove(version);

    /// <exception cref="ModelRefusedException">It was refused.</exception>
    /// <exception cref="RuntimeUnavailableException">It could not be loaded a moment ago.</exception>
    public void ThrowIfKnown(string version)
    {
        if (!_failures.TryGetValue(version, out var failure))
        {
            return;
        }

        if (failure.Cause is not ModelRefusedException && time.GetElapsedTime(failure.At) >= pause)
        {
            _failures.Remove(version);
            return;
        }

        // Of an exception's own each, since throwing changes it.
        throw failure.Cause is ModelRefusedException refusal
            ? new ModelRefusedException(refusal.Field, refusal.Reason)
            : new RuntimeUnavailableException(failure.Cause.Message);
    }

    private sealed record Failure(Exception Cause, long At);
}
