using Berlin.Simulation.Tests.Oracle;

namespace Berlin.Simulation.Tests.Planted;

/// <summary>Shows that the simulation can fail: each planted defect is found within the seeds that every test run tries.</summary>
public sealed class PlantedBugTests
{
    private const int Seeds = 1_000;

    public static TheoryData<PlantedBug> Bugs { get; } = [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Run_WithAPlantedBug_FindsAViolation(PlantedBug bug)
    {
        var campaign = Campaign.Run(from: 1, Seeds, static _ => { }, bug);
        Assert.True(campaign.Failures.Count > 0, $"{bug} was not found within {Seeds} seeds.");
        var found = campaign.Failures.MinBy(failure => failure.Seed)!;
        Assert.IsType<ViolationException>(found.Failure);
        Console.WriteLine($"{bug} is found by seed {found.Seed}: {found.Failure!.Message}");
    }
}
