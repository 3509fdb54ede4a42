using System.Collections.Concurrent;
using Berlin.Grains;
using Berlin.Grains.Tenancy;

namespace Berlin.Gateway.Auth;

/// <summary>
/// Remembers for a few seconds what grains said about API keys. Thread-safe; a hit neither waits nor allocates.
/// </summary>
/// <remarks>
/// Valid and invalid ids are kept apart, each with a bound: a flood of made-up ids cannot push out the keys that are
/// in use. A full half forgets what has expired; where nothing has, it takes no more until something does.
/// </remarks>
internal sealed class KeyCache
{
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly long _lifetime;
    private readonly KeyShelf _valid;
    private readonly KeyShelf _invalid;
    private readonly LookUpBudget _unknown;
    private readonly int _unknownPerSecond;

    /// <summary>
    /// Calls under way. An entry is made before its call begins and goes when it ends, so no answer outlives its
    /// call here, and the bound on connections bounds the entries too.
    /// </summary>
    private readonly ConcurrentDictionary<string, Lazy<Task<KeySnapshot>>> _lookups = new(StringComparer.Ordinal);

    public KeyCache(IGrainFactory grains, GatewayOptions options, TimeProvider time)
    {
        _grains = grains;
        _time = time;
        _lifetime = (long)(options.KeyCacheTime.TotalSeconds * time.TimestampFrequency);
        _valid = new KeyShelf(options.KeyCacheEntries, time);
        _invalid = new KeyShelf(options.KeyCacheEntries, time);
        _unknownPerSecond = options.UnknownKeyLookUps;
        _unknown = new LookUpBudget(_unknownPerSecond, time);
    }

    /// <summary>What is remembered about the id; null where nothing is, or nothing recent enough.</summary>
    public KeySnapshot? Find(ReadOnlySpan<char> id) => _valid.Find(id) ?? _invalid.Find(id);

    /// <summary>Asks the key's grain; requests for the same id share one call.</summary>
    /// <exception cref="BerlinException">
    /// The grain could not answer, or more unknown ids were asked for than are looked up; nothing is remembered.
    /// </exception>
    public Task<KeySnapshot> LookUpAsync(string id) =>
        _lookups.GetOrAdd(id, static (id, cache) => new Lazy<Task<KeySnapshot>>(() => cache.AskAsync(id)), this).Value;

    private async Task<KeySnapshot> AskAsync(string id)
    {
        try
        {
            if (!_valid.Holds(id) && !_unknown.TryTake())
            {
                throw new BerlinException(
                    ErrorCodes.ServerUnavailable, $"The server looks up at most {_unknownPerSecond} unknown API keys a second; repeat the call.", isTransient: true);
            }

            // The age counts from before the question: a key revoked while the answer travels is forgotten in time.
            var asked = _time.GetTimestamp();
            var record = await _grains.GetGrain<IApiKeyGrain>(id).GetAsync(CancellationToken.None);
            var snapshot = new KeySnapshot(record, asked + _lifetime);
            if (record is null)
            {
                _valid.Drop(id);
                _invalid.Put(id, snapshot);
            }
            else
            {
                _valid.Put(id, snapshot);
            }

            return snapshot;
        }
        finally
        {
            _lookups.TryRemove(id, out _);
        }
    }
}
