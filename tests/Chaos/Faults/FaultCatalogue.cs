using Berlin.Chaos.Network;
using Berlin.Storage.Faults;

namespace Berlin.Chaos.Faults;

/// <summary>Every fault there is, by name.</summary>
internal static class FaultCatalogue
{
    /// <summary>Faults that are drawn unless others are asked for; one that stands here more often is drawn more often.</summary>
    public static IReadOnlyList<IFault> Usual { get; } =
    [
        new KillSilos("kill-one", 1), new KillSilos("kill-one", 1), new KillSilos("kill-one", 1), new KillSilos("kill-one", 1),
        new KillSilos("kill-two", 2), new KillSilos("kill-two", 2), new KillSilos("kill-all", 3),
        new PauseSilo(0.5), new PauseSilo(1.5), new PauseSilo(3),
        PostgresOutage.Kill, PostgresOutage.StopImmediately, PostgresOutage.Pause,
        new FreezeInTransaction(),
        new SkewClock("skew-second", TimeSpan.FromSeconds(1)), new SkewClock("skew-minutes", TimeSpan.FromMinutes(-5)),
        new SkewClock("skew-days", TimeSpan.FromDays(1), TimeSpan.FromDays(-1)),
        .. Partition.Shapes,
        FullDisk.OfBlobs,
    ];

    /// <summary>A crash at each named point.</summary>
    public static IReadOnlyList<IFault> Crashes { get; } = [.. Enum.GetValues<FaultPoint>().Select(point => new CrashAtPoint(point))];

    /// <summary>Faults that run only where they are named, because the whole cluster is built for them.</summary>
    public static IReadOnlyList<IFault> Special { get; } = [FullDisk.OfPostgres];

    /// <summary>The names of all, each once.</summary>
    public static IEnumerable<string> Names => Usual.Concat(Special).Concat(Crashes).Select(fault => fault.Name).Distinct(StringComparer.Ordinal);

    /// <summary>What a list of names stands for: a name, or the part of one before <c>*</c>.</summary>
    /// <exception cref="FormatException">A name is of no fault; the text lists those there are.</exception>
    public static IReadOnlyList<IFault> Select(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
        {
            return [.. Usual, .. Crashes];
        }

        return [.. names.SelectMany(Matching)];
    }

    private static List<IFault> Matching(string name)
    {
        var faults = Usual.Concat(Crashes).Concat(Special)
            .Where(fault => name.EndsWith('*') ? fault.Name.StartsWith(name[..^1], StringComparison.OrdinalIgnoreCase) : string.Equals(fault.Name, name, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return faults.Count > 0
            ? faults
            : throw new FormatException($"'{name}' is no fault. There are: {string.Join(", ", Names)}.");
    }
}
