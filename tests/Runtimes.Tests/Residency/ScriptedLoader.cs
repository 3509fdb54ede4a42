using System.Collections.Concurrent;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Residency;

namespace Berlin.Runtimes.Tests.Residency;

/// <summary>Loads what a test says, when it says so.</summary>
internal sealed class ScriptedLoader(Func<string, CancellationToken, Task<IModelSession>> load) : IVersionLoader
{
    private int _loads;
    private int _atOnce;
    private int _mostAtOnce;

    /// <summary>A loader of versions that each take so many bytes, at once.</summary>
    public static ScriptedLoader Of(long bytes) => new((_, _) => Task.FromResult<IModelSession>(new SizedSession(bytes)));

    public int Loads => Volatile.Read(ref _loads);

    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    /// <summary>Of each version the session that was loaded last.</summary>
    public ConcurrentDictionary<string, SizedSession> Sessions { get; } = new();

    public async Task<IModelSession> LoadAsync(string version, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        var now = Interlocked.Increment(ref _atOnce);
        InterlockedMax(now);
        try
        {
            var session = await load(version, cancellationToken);
            Sessions[version] = (SizedSession)session;
            return session;
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    private void InterlockedMax(int value)
    {
        for (var most = MostAtOnce; value > most; most = MostAtOnce)
        {
            Interlocked.CompareExchange(ref _mostAtOnce, value, most);
        }
    }
}
