namespace Berlin.Conventions.Tests.Contracts;

public sealed class ContractRuleTests
{
    [Fact]
    public void Check_GoodContracts_PassInSilence()
    {
        Assert.Empty(ContractRule.CheckRecord(typeof(PlantedContracts.Good)));
        Assert.Empty(ContractRule.CheckInterface(typeof(PlantedContracts.IGood)));
    }

    [Theory]
    [InlineData(typeof(PlantedContracts.Unmarked), "no [Alias]", "not [Immutable]")]
    [InlineData(typeof(PlantedContracts.RepeatedIds), "Third: has no [Id]", "two members have the id 0")]
    [InlineData(typeof(PlantedContracts.OpenTypes), "Anything: System.Object", "Json: System.Text.Json", "List: System.Coll", "Foreign: System.Uri")]
    [InlineData(typeof(PlantedContracts.Loose), "not sealed", "Value: can be set")]
    public void CheckRecord_PlantedFaults_AreFound(Type record, params string[] faults) =>
        AssertFound(faults, ContractRule.CheckRecord(record));

    [Fact]
    public void CheckInterface_PlantedFaults_AreFound() =>
        AssertFound(
            [
                "IUnmarked: has no [Alias]",
                "IUnmarked.AskAsync: System.Uri may not cross",
                "IUnmarked.AskAsync: System.Object may not cross",
                "IUnmarked.Tell: has no [Alias]",
                "IUnmarked.Tell: is called ...Async and takes",
                "two methods have the alias Ask",
            ],
            ContractRule.CheckInterface(typeof(PlantedContracts.IUnmarked)));

    [Fact]
    public void CheckAliases_Repeated_AreFound() =>
        Assert.Single(ContractRule.CheckAliases([typeof(PlantedContracts.Good), typeof(PlantedContracts.Loose), typeof(PlantedContracts.OpenTypes)]));

    [Fact]
    public void Describe_Contracts_WritesAliasesIdsAndNullability()
    {
        var text = ContractText.Describe([typeof(PlantedContracts.IGood)], [typeof(PlantedContracts.Good)]);
        Assert.Contains("\n  Ask(planted.good[] goods, int limit, CancellationToken cancellationToken) -> Task<planted.good?>\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  0 Name: string\n  1 Rows: byte[][]?\n  2 At: DateTimeOffset?\n  3 Parts: planted.good[]?\n", text, StringComparison.Ordinal);
    }

    private static void AssertFound(string[] faults, IEnumerable<string> findings)
    {
        var all = findings.ToArray();
        Assert.All(faults, fault => Assert.Contains(all, finding => finding.Contains(fault, StringComparison.Ordinal)));
        Assert.Equal(faults.Length, all.Length);
    }
}
