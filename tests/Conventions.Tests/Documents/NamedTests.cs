using System.Text.RegularExpressions;
using Berlin.Conventions.Tests.Repository;
using Berlin.Conventions.Tests.Sources;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Documents;

/// <summary>
/// Promises that name their tests. A document may name a test as <c>Class.Subject_Condition_Outcome</c> in inline code; the page of the
/// failure model names one in every promise.
/// </summary>
public sealed partial class NamedTests
{
    private const string FailureModel = "docs/operations/failure-model.md";

    private static readonly Lazy<HashSet<string>> Tests = new(() =>
    [
        .. from file in SourceFile.All
           where file.IsTest
           from type in file.Root.DescendantNodes().OfType<ClassDeclarationSyntax>()
           from method in type.Members.OfType<MethodDeclarationSyntax>()
           select $"{type.Identifier.Text}.{method.Identifier.Text}",
    ]);

    [Fact]
    public void Documents_NameTestsThatExist()
    {
        var missing =
            from document in RepositoryTree.Files
            where document.Extension == ".md"
            from line in document.Lines.Index()
            from test in In(line.Item)
            where !Tests.Value.Contains(test)
            select $"{document.Path}:{line.Index + 1}: there is no test {test}.";
        Findings.AssertNone("Documents:", missing);
    }

    [Fact]
    public void FailureModel_NamesATestInEachPromise()
    {
        var promises = RepositoryTree.Get(FailureModel).Lines
            .SkipWhile(line => line != "## Promised").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToArray();
        Assert.NotEmpty(promises);
        Findings.AssertNone($"{FailureModel}, promises without a test:", promises.Where(promise => !In(promise).Any()));
    }

    [Theory]
    [InlineData("holds (`KillTests.Silo_Killed_Lives`, `Other.A_B`)", "KillTests.Silo_Killed_Lives", "Other.A_B")]
    [InlineData("see `FaultPoint.Append_BeforeSubmit` in `src/A.cs` and `silo.name`", "FaultPoint.Append_BeforeSubmit")]
    [InlineData("KillTests.Silo_Killed_Lives outside of code")]
    public void In_Text_FindsItsTests(string text, params string[] tests) => Assert.Equal(tests, In(text));

    private static IEnumerable<string> In(string text) => TestName().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"`([A-Z]\w*\.[A-Z]\w*_\w+)`")]
    private static partial Regex TestName();
}
