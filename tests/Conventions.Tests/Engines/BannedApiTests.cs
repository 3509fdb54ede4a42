using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Engines;

public sealed class BannedApiTests
{
    private static IEnumerable<string> Lines => RepositoryTree.Get(BannedApiRule.List).Lines;

    [Fact]
    public void List_HoldsTheBansThatReplayNeeds() =>
        Findings.AssertNone($"Missing in {BannedApiRule.List}:", BannedApiRule.RequiredBans.Except(Lines.Select(line => line.Split(';')[0]), StringComparer.Ordinal));

    [Fact]
    public void List_SaysWhatToUseInstead() =>
        Findings.AssertNone($"Without a text after the semicolon in {BannedApiRule.List}:", Lines.Where(line => line.Split(';', 2) is not [_, { Length: > 0 }]));

    [Theory]
    [InlineData("src/Learning/Berlin.Learning.csproj", 0, "PackageReference Microsoft.CodeAnalysis.BannedApiAnalyzers", "AdditionalFiles /a/eng/BannedSymbols.txt", "NoWarn 1701 1702")]
    [InlineData("src/Learning/Berlin.Learning.csproj", 2, "NoWarn 1701")]
    [InlineData("src/Learning/Berlin.Learning.csproj", 1, "PackageReference Microsoft.CodeAnalysis.BannedApiAnalyzers", "AdditionalFiles /a/eng/BannedSymbols.txt", "NoWarn RS0030")]
    [InlineData("src/Cli/Berlin.Cli.csproj", 0, "NoWarn 1701")]
    public void Check_PlantedProject_IsJudged(string path, int findings, params string[] description) =>
        Assert.Equal(findings, BannedApiRule.Check(new EvaluatedProject(path, description)).Count());
}
