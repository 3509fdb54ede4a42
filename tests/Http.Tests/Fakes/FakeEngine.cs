using Berlin.Silo.Engines;

namespace Berlin.Http.Tests.Fakes;

/// <summary>An engine whose cluster a test makes up.</summary>
internal sealed class FakeEngine : ISiloEngine
{
    public ClusterSnapshot Cluster { get; set; } = ClusterSnapshot.Alone("silo-1");

    public SiloLoad Load { get; set; } = new(Trainers: 2, Heads: 3, Activations: 7, Moves: 1, LeaseAge: TimeSpan.FromMilliseconds(250));

    public CancellationToken DeclaredDead => CancellationToken.None;

    /// <summary>Which keys are this silo's; all unless told.</summary>
    public Func<string, bool> Owns { get; set; } = _ => true;

    public bool IsFirstFor(string key) => Owns(key);

    public ValueTask<SiloLoad> MeasureAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Load);
}
