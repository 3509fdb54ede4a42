using System.Collections.Concurrent;
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
    private readonly IGrainFactory grains;
    private readonly TimeProvider time;
    private readonly long lifetime;
    private readonly KeyShelf valid;
    private readonly KeyShelf invalid;

    /// <summary>
    /// Calls under way. An entry is made before its call begins and goes when it ends, so no answer outlives its
    /// call here, and the bound on connections bounds the entries too.
    /// </summary>
    private readonly ConcurrentDictionary<string, Lazy<Task<KeySnapshot>>> lookups = new(StringComparer.Ordinal);

    public KeyCache(IGrainFactory grains, GatewayOptions options, TimeProvider time)
    {
        this.grains = grains;
        this.time = time;
        lifetime = (long)(options.KeyCacheTime.TotalSeconds * time.TimestampFrequency);
        valid = new KeyShelf(options.KeyCacheEntries, time);
        invalid = new KeyShelf(options.KeyCacheEntries, time);
    }

    /// <summary>What is remembered about the id; null where nothing is, or nothing recent enough.</summary>
    public KeySnapshot? Find(ReadOnlySpan<char> id) => valid.Find(id) ?? invalid.Find(id);

    /// <summary>Asks the key's grain; requests for the same id share one call.</summary>
    /// <exception cref="Berlin.Grains.BerlinException">The grain could not answer; nothing is remembered.</exception>
    public Task<KeySnapshot> LookUpAsync(string id) =>
        lookups.GetOrAdd(id, static (id, cache) => new Lazy<Task<KeySnapshot>>(() => cache.AskAsync(id)), this).Value;

    private async Task<KeySnapshot> AskAsync(string id)
    {
        try
        {
            // The age counts from before the question: a key revoked while the answer travels is forgotten in time.
            var asked = time.GetTimestamp();
            var record = await grains.GetGrain<IApiKeyGrain>(id).GetAsync(CancellationToken.None);
            var snapshot = new KeySnapshot(record, asked + lifetime);
            (record is null ? invalid : valid).Put(id, snapshot);
            return snapshot;
        }
        finally
        {
            lookups.TryRemove(id, out _);
        }
    }
}
