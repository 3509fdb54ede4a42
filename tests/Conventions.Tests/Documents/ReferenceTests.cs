using System.Reflection;
using Berlin.Conventions.Tests.Repository;
using Berlin.Conventions.Tests.Sources;
using Berlin.Grains;

namespace Berlin.Conventions.Tests.Documents;

/// <summary>docs/reference/ and the code say the same: no row is missing, and none is left of what is gone.</summary>
public sealed class ReferenceTests
{
    private const string ErrorsPage = "docs/reference/errors.md";
    private const string OptionsPage = "docs/reference/options.md";
    private const string EnvironmentHeading = "Environment variables";

    private static IEnumerable<(string Heading, string Key)> OptionsRows => ReferenceTable.Rows(RepositoryTree.Get(OptionsPage).Lines);

    [Fact]
    public void ErrorCodes_AndTheirPage_AreTheSame()
    {
        var codes = typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToArray();
        var rows = RepositoryTree.Exists(ErrorsPage)
            ? ReferenceTable.Rows(RepositoryTree.Get(ErrorsPage).Lines).Select(row => row.Key).ToArray()
            : [];
        Findings.AssertNone($"{ErrorsPage}:", Difference(codes, rows));
    }

    [Fact]
    public void Options_AndTheirPage_AreTheSame()
    {
        var options = OperatorOptions.All.Select(option => $"{option.Type}.{option.Property}");
        var rows = OptionsRows.Where(row => row.Heading != EnvironmentHeading).Select(row => $"{row.Heading}.{row.Key}");
        Findings.AssertNone($"{OptionsPage}:", Difference(options, rows));
    }

    [Fact]
    public void EnvironmentVariables_AndTheirPage_AreTheSame()
    {
        var rows = OptionsRows.Where(row => row.Heading == EnvironmentHeading).Select(row => row.Key);
        Findings.AssertNone($"{OptionsPage}, {EnvironmentHeading}:", Difference(SourceFile.Shipped.SelectMany(OperatorOptions.EnvironmentVariables), rows));
    }

    [Fact]
    public void EnvironmentVariables_OfAFile_AreItsLiterals()
    {
        var file = SourceFile.Parse("src/A.cs", """_ = "BERLIN_ONE"; _ = "BERLIN_"; _ = $"set BERLIN_TWO"; // "BERLIN_THREE" """);
        Assert.Equal(["BERLIN_ONE"], OperatorOptions.EnvironmentVariables(file));
    }

    [Fact]
    public void OperatorOptions_OfAType_AreItsSettableProperties()
    {
        var file = SourceFile.Parse("src/A.cs", """
            sealed class AOptions
            {
                public int Set { get; set; }
                public int Init { get; init; } = 3;
                public int Read { get; }
                public int Computed => 1;
                public int Own { get; private set; }
                internal int Hidden { get; set; }
            }
            sealed class Other { public int Set { get; set; } }
            """);
        Assert.Equal([("AOptions", "Set"), ("AOptions", "Init")], OperatorOptions.In(file));
    }

    [Fact]
    public void Rows_OfAPage_AreTheCodeInFirstCells() =>
        Assert.Equal(
            [("A", "x"), ("B", "y")],
            ReferenceTable.Rows(["# Page", "## A", "| name | meaning |", "|---|---|", "| `x` | text with `code` |", "## B", "| `y` | |"]));

    private static IEnumerable<string> Difference(IEnumerable<string> inCode, IEnumerable<string> onPage)
    {
        var code = inCode.ToHashSet(StringComparer.Ordinal);
        var page = onPage.ToHashSet(StringComparer.Ordinal);
        return code.Except(page).Select(name => $"{name} has no row.").Concat(page.Except(code).Select(name => $"{name} has a row but is not in the code."));
    }
}
