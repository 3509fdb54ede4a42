using Berlin.Simulation.Tests.Kernel;

namespace Berlin.Simulation.Tests.Store;

/// <summary>How the store behaves at the moment; faults change it, and put it back.</summary>
internal sealed class StoreWeather(Draws draws)
{
    /// <summary>Factor on every latency; 1 in good weather.</summary>
    public double Slowness { get; set; } = 1;

    /// <summary>Chance that a commit is lost on the way or its answer is.</summary>
    public double CommitUnknown { get; set; }

    /// <summary>Chance that a connection breaks at a statement.</summary>
    public double Resets { get; set; }

    /// <summary>Chance that a blob is not stored, or only part of it is.</summary>
    public double BlobFaults { get; set; }

    /// <summary>Torn blobs that were made: so many checkpoints may be set aside.</summary>
    public HashSet<string> TornBlobs { get; } = new(StringComparer.Ordinal);

    public TimeSpan Travel() => draws.Milliseconds(0.05, 0.4) * Slowness;

    public TimeSpan Flush() => draws.Milliseconds(0.5, 4) * Slowness;

    public bool Draw(double chance) => chance > 0 && draws.Chance(chance);

    public int Below(int bound) => draws.Below(bound);

    public void Clear()
    {
        Slowness = 1;
        CommitUnknown = 0;
        Resets = 0;
        BlobFaults = 0;
    }
}
