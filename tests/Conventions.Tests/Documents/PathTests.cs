using System.Text.RegularExpressions;
using Berlin.Conventions.Tests.Repository;
using Berlin.Conventions.Tests.Texts;

namespace Berlin.Conventions.Tests.Documents;

public sealed partial class PathTests
{
    /// <summary>Paths that a document tells as an example, each with the reason why it need not exist.</summary>
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
    };

    private static IEnumerable<RepositoryFile> Documents => RepositoryTree.Files.Where(file => file.Extension == ".md");

    [Fact]
    public void Documents_HaveATitle() =>
        Findings.AssertNone(
            "Markdown without a title in its first line:",
            Documents.Where(TextRule.IsText).Where(file => !IsAnalyzerInput(file) && !TextRule.HasTitle(file.Lines)).Select(file => file.Path));

    [Fact]
    public void Documents_NamePathsThatExist()
    {
        var missing =
            from document in Documents.Where(TextRule.IsText)
            from named in MarkdownPaths.In(document.Path, document.Text)
            where !RepositoryTree.Exists(named.Path) && !Examples.ContainsKey(named.Path)
            select $"{document.Path}:{named.Line}: {named.Path} does not exist.";
        Findings.AssertNone("Documents:", missing);
    }

    [Fact]
    public void Code_NamesDocumentsThatExist()
    {
        var missing =
            from file in RepositoryTree.Files.Where(TextRule.IsText)
            where file.Extension is not ".md" && !file.IsUnder("tests/Conventions.Tests")
            from Match match in DocumentName().Matches(file.Text)
            where !RepositoryTree.Exists(match.Value)
            select $"{file.Path}: {match.Value} does not exist.";
        Findings.AssertNone("Code that names a document:", missing);
    }

    [Theory]
    [InlineData("see `src/Silo/Engines/`", "src/Silo/Engines")]
    [InlineData("run `./scripts/test Storage --filter X`", "scripts/test")]
    [InlineData("`dotnet build src/Cli/Berlin.Cli.csproj -c Release`", "src/Cli/Berlin.Cli.csproj")]
    [InlineData("`tests/*/Berlin.*.csproj`", "tests")]
    [InlineData("`docs/decisions/NNNN-<name>.md`", "docs/decisions")]
    [InlineData("`src/A.cs:12` and `Berlin.sln`", "src/A.cs", "Berlin.sln")]
    [InlineData("[a](../Other/B.md#part) [b](https://example.org/src/x) [c](#here)", "docs/Other/B.md")]
    [InlineData("```bash\nscripts/demo --exit # src/X\n```", "scripts/demo", "src/X")]
    [InlineData("plain src/Nothing, `acme/account-suggest`, `POST /v1/models`, `manifest.json`")]
    public void In_Text_FindsItsPaths(string text, params string[] paths) =>
        Assert.Equal(paths, MarkdownPaths.In("docs/guides/a.md", text).Select(named => named.Path));

    // The compiler's analyzers read these two in a form of their own.
    private static bool IsAnalyzerInput(RepositoryFile file) => file.Name is "AnalyzerReleases.Shipped.md" or "AnalyzerReleases.Unshipped.md";

    [GeneratedRegex(@"(?<![\w./-])docs/[\w./-]+\.(md|json)")]
    private static partial Regex DocumentName();
}
