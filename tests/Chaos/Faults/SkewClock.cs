using System.Globalization;

namespace Berlin.Chaos.Faults;

/// <summary>
/// Silos live under wall clocks that are wrong (libfaketime), each by a time of its own; their monotonic clocks are right, as on
/// machines whose time was set. Nobody's ownership may change because of it.
/// </summary>
internal sealed class SkewClock(string name, params TimeSpan[] skews) : IFault
{
    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib64/faketime/libfaketimeMT.so.1",
    ];

    /// <summary>Long enough for a wrong lease to end.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(8);

    /// <summary>Where libfaketime is; null where it is not installed.</summary>
    public static string? Library { get; } = Array.Find(Libraries, File.Exists);

    public string Name => name;

    /// <summary>What a process must find in its environment to live under the wrong clock.</summary>
    public static IReadOnlyDictionary<string, string> Environment(TimeSpan skew) => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library ?? throw new InvalidOperationException("libfaketime is not installed."),
        ["FAKETIME"] = string.Create(CultureInfo.InvariantCulture, $"{skew.TotalSeconds:+0;-0}"),
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",

        // Otherwise waits by the monotonic clock are shortened or lengthened by the skew, and the process spins or sleeps.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    public string? Missing(FaultScene scene) => Library is null ? "libfaketime is not installed (Debian: apt-get install faketime)" : null;

    public async Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var silos = scene.DrawSilos(skews.Length).Zip(skews).ToArray();
        var began = scene.Log.Now;
        foreach (var (silo, skew) in silos)
        {
            await silo.RestartInOrderAsync(Environment(skew), cancellationToken);
        }

        var stuck = await scene.WaitForAllTrainersAsync(cancellationToken);
        var before = await scene.Oracle.ReadOwnersAsync(cancellationToken);
        await FaultScene.HoldAsync(Hold, cancellationToken);
        stuck += await scene.WaitForAllTrainersAsync(cancellationToken);
        var after = await scene.Oracle.ReadOwnersAsync(cancellationToken);
        foreach (var (silo, _) in silos)
        {
            await silo.RestartInOrderAsync(variables: null, cancellationToken);
        }

        await scene.Cluster.WaitUntilReadyAsync(cancellationToken);
        return new FaultTrace
        {
            Story = $"{Hold.TotalSeconds} s under clocks that were wrong: {string.Join(", ", silos.Select(pair => $"{pair.First.Name} by {pair.Second}"))}",
            Began = began,
            Stuck = stuck,
            Violations =
            [
                .. scene.Trainers.Select(trainer => trainer.ToString()).Where(trainer => before[trainer] != after[trainer])
                    .Select(trainer => $"{trainer} went from {before[trainer]} to {after[trainer]} under a wrong clock"),
            ],
        };
    }
}
