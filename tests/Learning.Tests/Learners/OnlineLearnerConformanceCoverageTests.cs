namespace Berlin.Learning.Tests;

public sealed class OnlineLearnerConformanceCoverageTests
{
    [Fact]
    public void LearnerTypes_EachType_RunsTheConformanceSuite()
    {
        var covered = typeof(OnlineLearnerConformance).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(OnlineLearnerConformance)) && !type.IsAbstract)
            .Select(type => ((OnlineLearnerConformance)Activator.CreateInstance(type)!).Type)
            .ToHashSet();

        Assert.All(LearnerTypes.All, type => Assert.Contains(type, covered));
    }
}
