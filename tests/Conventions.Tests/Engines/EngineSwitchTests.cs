using Berlin.Conventions.Tests.Arrows;
using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Engines;

/// <summary>
/// The <c>ActorEngine</c> switch, as far as it can be held without the packages of Orleans: who references what under either engine.
/// That the code compiles against Orleans and runs on it is not shown here; docs/decisions/0001-embedded-actor-engine.md lists what is left.
/// </summary>
public sealed class EngineSwitchTests
{
    [Fact]
    public async Task Projects_UnderOrleans_ReferenceThePackagesOfTheirRole()
    {
        var projects = await Evaluation.OfAllAsync("orleans", TestContext.Current.CancellationToken);
        AssertEvaluated(projects);
        Findings.AssertNone("With -p:ActorEngine=orleans:", projects.SelectMany(EngineRule.CheckUnderOrleans));
    }

    [Fact]
    public async Task Projects_UnderTheEmbeddedEngine_ReferenceItAndNoPackageOfOrleans()
    {
        var projects = await Evaluation.OfAllAsync("embedded", TestContext.Current.CancellationToken);
        AssertEvaluated(projects);
        Findings.AssertNone("With the embedded engine:", projects.SelectMany(EngineRule.CheckEmbedded));
        Findings.AssertNone("Banned APIs:", projects.SelectMany(BannedApiRule.Check));
    }

    [Theory]
    [InlineData(0, "ActorRole grains", "PackageReference Microsoft.Orleans.Sdk", "PackageReference Microsoft.Orleans.Runtime", "PackageReference Dapper")]
    [InlineData(0, "PackageReference Dapper")]
    [InlineData(1, "ActorRole grains", "PackageReference Microsoft.Orleans.Sdk")]
    [InlineData(1, "PackageReference Microsoft.Orleans.Sdk")]
    [InlineData(1, "ProjectReference /a/src/Actors/Berlin.Actors.csproj")]
    [InlineData(1, "PrunePackageReference System.IO.Hashing")]
    public void CheckUnderOrleans_PlantedProject_IsJudged(int findings, params string[] description) =>
        Assert.Equal(findings, EngineRule.CheckUnderOrleans(new EvaluatedProject("src/Grains/Berlin.Grains.csproj", description)).Count());

    [Theory]
    [InlineData(0, "ActorRole grains", "ProjectReference /a/src/Actors/Berlin.Actors.csproj")]
    [InlineData(1, "ActorRole grains", "ProjectReference /a/src/Storage/Berlin.Storage.csproj")]
    [InlineData(1, "PackageReference Microsoft.Orleans.Sdk")]
    public void CheckEmbedded_PlantedProject_IsJudged(int findings, params string[] description) =>
        Assert.Equal(findings, EngineRule.CheckEmbedded(new EvaluatedProject("src/Grains/Berlin.Grains.csproj", description)).Count());

    /// <summary>The evaluation saw what the files say: without this, an empty description would pass every check.</summary>
    private static void AssertEvaluated(IReadOnlyList<EvaluatedProject> projects) =>
        Assert.All(projects, project => Assert.Equal(ProjectFile.Read(RepositoryTree.Get(project.Path)).ActorRole, project.ActorRole));
}
