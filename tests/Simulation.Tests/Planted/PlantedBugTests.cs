using Berlin.Simulation.Tests.Oracle;

namespace Berlin.Simulation.Tests.Planted;

/// <summary>Shows that the simulation can fail: each planted defect is found within a few of the seeds that every test run tries.</summary>
public sealed class PlantedBugTests
{
    private const int Seeds = 200;

    public static TheoryData<PlantedBug> Bugs { get; } = [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Run_WithAPlantedBug_FindsAViolation(PlantedBug bug)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            if (new SimulationRun(seed, bug).Run().Failure is { } failure)
            {
                Assert.IsType<ViolationException>(failure);
                Console.WriteLine($"{bug} is found by seed {seed}: {failure.Message}");
                return;
            }
        }

        Assert.Fail($"{bug} was not found within {Seeds} seeds.");
    }
}
