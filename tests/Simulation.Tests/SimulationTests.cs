using System.Globalization;

namespace Berlin.Simulation.Tests;

/// <summary>
/// Whole clusters under faults. BERLIN_SEED runs one seed; BERLIN_SIMULATION_SEEDS and BERLIN_SIMULATION_FROM say how many, and from which.
/// </summary>
public sealed class SimulationTests
{
    private const int Seeds = 2_000;
    private const int SeedsRunTwice = 30;

    [Fact]
    public void Run_ManySeeds_NoViolation()
    {
        if (Environment.GetEnvironmentVariable("BERLIN_SEED") is { Length: > 0 } seed)
        {
            var result = new SimulationRun(ulong.Parse(seed, CultureInfo.InvariantCulture)).Run();
            Console.WriteLine(result.Describe());
            Assert.Null(result.Failure);
            return;
        }

        var campaign = Campaign.Run(Setting("BERLIN_SIMULATION_FROM", 1), (int)Setting("BERLIN_SIMULATION_SEEDS", Seeds), Console.WriteLine);
        Console.WriteLine(campaign.Summarize());
        Assert.True(campaign.Failures.Count == 0, string.Join(Environment.NewLine, campaign.Failures.Select(failure => failure.Describe())));
    }

    [Fact]
    public void Run_SameSeedTwice_SameTrace()
    {
        for (ulong seed = 1; seed <= SeedsRunTwice; seed++)
        {
            var (first, second) = (new SimulationRun(seed).Run(), new SimulationRun(seed).Run());
            Assert.True(first.Trace.Hash == second.Trace.Hash, $"seed {seed}: {first.Trace.FirstDifference(second.Trace)}");
        }
    }

    private static ulong Setting(string name, ulong otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? ulong.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
