using Berlin.Chaos.Faults;

namespace Berlin.Chaos.Campaign;

/// <summary>The order of a campaign's faults: rounds in which each comes once, shuffled by the seed.</summary>
internal static class FaultPlan
{
    /// <summary>Endless; the n-th is the same for the same faults and seed.</summary>
    public static IEnumerable<IFault> Of(IReadOnlyList<IFault> faults, int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            var round = faults.ToArray();
            random.Shuffle(round);
            foreach (var fault in round)
            {
                yield return fault;
            }
        }
    }
}
