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
/// <para>
/// A key that was valid goes on being believed while nobody can be asked, or the answer is late: predictions need neither the
/// store nor a certain silo, so their keys must not either. While the store is away no revocation can be stored; a silo that
/// hangs delays one by the time in which a call to it fails, about two seconds.
/// </para>
/// </remarks>
internal sealed class KeyCache
{
    /// <summary>How long a request with a key that was valid a moment ago waits for it to be confirmed. An answer takes milliseconds.</summary>
    private static readonly TimeSpan ConfirmationPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait for a grain's answer; the next look-up may find another silo.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly TimeSpan _outageTime;
    private readonly long _lifetime;
    private readonly long _pause;
    private readonly KeyShelf _valid;
    private readonly KeyShelf _invalid;
    private readonly LookUpBudget _unknown;
    private readonly int _unknownPerSecond;

    /// <summary>
    /// Calls under way. An entry is made before its call begins and goes when it ends, so no answer outlives its
    /// call here, and the bound on connections bounds the entries too.
    /// </summary>
    private readonly ConcurrentDictionary<string, Lazy<LookUp>> _lookups = new(StringComparer.Ordinal);

    public KeyCache(IGrainFactory grains, GatewayOptions options, TimeProvider time)
    {
        _grains = grains;
        _time = time;
        _outageTime = options.KeyOutageTime;
        _lifetime = (long)(options.KeyCacheTime.TotalSeconds * time.TimestampFrequency);

        // Whoever cannot be asked is not asked again for each request.
        _pause = time.TimestampFrequency;
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
    public Task<KeySnapshot> LookUpAsync(string id)
    {
        var lookup = _lookups.GetOrAdd(id, static (id, cache) => new Lazy<LookUp>(() => new LookUp(cache._time.GetTimestamp(), cache.AskAsync(id))), this).Value;
        return FindInOutage(id) is { } last ? ConfirmAsync(lookup, last) : lookup.Answer;
    }

    /// <summary>The key as it was when somebody could last be asked, if that is not too long ago.</summary>
    private KeySnapshot? FindInOutage(string id) =>
        _valid.FindLast(id) is { } last && _time.GetElapsedTime(last.AskedAt) < _outageTime ? last : null;

    private async Task<KeySnapshot> ConfirmAsync(LookUp lookup, KeySnapshot last)
    {
        var patience = ConfirmationPatience - _time.GetElapsedTime(lookup.Began);
        if (!lookup.Answer.IsCompleted && patience > TimeSpan.Zero)
        {
            await Task.WhenAny(lookup.Answer, Task.Delay(patience, _time));
        }

        return lookup.Answer.IsCompleted ? await lookup.Answer : last;
    }

    private async Task<KeySnapshot> AskAsync(string id)
    {
        try
        {
            if (_valid.FindLast(id) is null && !_unknown.TryTake())
            {
                throw new BerlinException(
                    ErrorCodes.ServerUnavailable, $"The server looks up at most {_unknownPerSecond} unknown API keys a second; repeat the call.", isTransient: true);
            }

            return await AskGrainAsync(id);
        }
        catch (Exception exception) when (exception is BerlinException or TimeoutException or OrleansException)
        {
            if (FindInOutage(id) is not { } last)
            {
                throw;
            }

            last.BelieveUntil(_time.GetTimestamp() + _pause);
            return last;
        }
        finally
        {
            _lookups.TryRemove(id, out _);
        }
    }

    private async Task<KeySnapshot> AskGrainAsync(string id)
    {
        // The age counts from before the question: a key revoked while the answer travels is forgotten in time.
        var asked = _time.GetTimestamp();
        var key = _grains.GetGrain<IApiKeyGrain>(id);
        var record = await AskTwiceAsync(key).WaitAsync(AnswerTimeout, _time);
        var snapshot = new KeySnapshot(record, asked, asked + _lifetime);
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

    /// <summary>Every silo can answer: where one has just died, the second question goes to another.</summary>
    private static async Task<ApiKeyRecord?> AskTwiceAsync(IApiKeyGrain key)
    {
        try
        {
            return await key.GetAsync(CancellationToken.None);
        }
        catch (SiloUnavailableException)
        {
            return await key.GetAsync(CancellationToken.None);
        }
    }

    /// <summary>A question that is under way.</summary>
    private sealed record LookUp(long Began, Task<KeySnapshot> Answer);
}
