using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Contracts;

public sealed class ContractTests
{
    private const string ContractsPath = "src/Grains.Interfaces/Contracts.txt";

    [Fact]
    public void Contracts_OfGrains_AreThoseOfTheCheckedInFile()
    {
        var actual = ContractText.Describe(GrainContracts.Interfaces, GrainContracts.Records);
        var file = RepositoryTree.Get(ContractsPath);
        if (Environment.GetEnvironmentVariable("BERLIN_UPDATE_CONTRACTS") == "1")
        {
            File.WriteAllText(file.FullPath, actual);
        }

        var expected = File.Exists(file.FullPath) ? File.ReadAllText(file.FullPath) : string.Empty;
        var added = actual.Split('\n').Except(expected.Split('\n')).Select(line => "+ " + line);
        var removed = expected.Split('\n').Except(actual.Split('\n')).Select(line => "- " + line);
        Findings.AssertNone($"{ContractsPath} is not what the code says; look at the change, then run with BERLIN_UPDATE_CONTRACTS=1:", removed.Concat(added));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Contracts_OfGrains_KeepTheRules() =>
        Findings.AssertNone(
            "Grain contracts:",
            GrainContracts.Interfaces.SelectMany(ContractRule.CheckInterface)
                .Concat(GrainContracts.Records.SelectMany(ContractRule.CheckRecord))
                .Concat(ContractRule.CheckAliases(GrainContracts.Interfaces.Concat(GrainContracts.Records))));

    [Fact]
    public void Contracts_OfGrains_AreFound()
    {
        Assert.NotEmpty(GrainContracts.Interfaces);
        Assert.NotEmpty(GrainContracts.Records);
    }
}
