using System.Text.RegularExpressions;
using Berlin.Conventions.Tests.Repository;
using Berlin.Conventions.Tests.Sources;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Seams;

/// <summary>
/// A seam is an interface that has a conformance suite: <c>IBlobStore</c> and <c>BlobStoreConformance</c>. Each class under src/ that
/// implements one is held to it by a test class that inherits the suite and whose name begins with the implementation's.
/// </summary>
public sealed partial class SeamTests
{
    private const string Suffix = "Conformance";

    [Fact]
    public void Implementations_OfASeam_InheritItsSuite() =>
        Findings.AssertNone(
            "Not held to the conformance suite of their seam:",
            Missing([.. SourceFile.Shipped], [.. SourceFile.All.Where(file => file.IsTest && !file.Path.StartsWith("tests/Conventions.Tests/", StringComparison.Ordinal))]));

    [Fact]
    public void Missing_PlantedImplementations_AreFound()
    {
        var source = SourceFile.Parse("src/A.cs", """
            interface IBlobStore; interface IOther;
            class FileBlobStore : IBlobStore; class S3BlobStore(string bucket) : IDisposable, IBlobStore; class Other : IOther;
            """);
        var tests = SourceFile.Parse("tests/A.cs", """
            abstract class BlobStoreConformance; class FileBlobStoreTests : BlobStoreConformance; class S3BlobStoreTests;
            """);
        Assert.Equal(["src/A.cs: no test class S3BlobStore... inherits BlobStoreConformance."], Missing([source], [tests]));
    }

    [Fact]
    public void Migrations_AreNumberedWithoutGaps()
    {
        var folders = RepositoryTree.Files.Where(file => file.Extension == ".sql" && file.IsUnder("src")).GroupBy(file => file.Folder);
        var findings =
            from folder in folders
            from migration in folder.OrderBy(file => file.Name, StringComparer.Ordinal).Select((file, index) => (file, Number: index + 1))
            where MigrationName().Match(migration.file.Name).Groups[1].Value != $"{migration.Number:D4}"
            select $"{migration.file.Path}: expected {migration.Number:D4}_<what_it_does>.sql.";
        Findings.AssertNone("Migrations:", findings);
    }

    private static IEnumerable<string> Missing(IReadOnlyCollection<SourceFile> sources, IReadOnlyCollection<SourceFile> tests)
    {
        var suites = Types(tests).Select(type => type.Name).Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var inherited = Types(tests).SelectMany(type => type.Bases.Select(suite => (type.Name, suite))).ToLookup(pair => pair.suite, pair => pair.Name);
        return
            from type in Types(sources)
            from seam in type.Bases
            let suite = seam[1..] + Suffix
            where seam.StartsWith('I') && suites.Contains(suite)
            where !inherited[suite].Any(name => name.StartsWith(type.Name, StringComparison.Ordinal))
            select $"{type.Path}: no test class {type.Name}... inherits {suite}.";
    }

    private static IEnumerable<(string Path, string Name, string[] Bases)> Types(IEnumerable<SourceFile> files) =>
        from file in files
        from type in file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
        where type is not InterfaceDeclarationSyntax
        select (file.Path, type.Identifier.Text, type.BaseList?.Types.Select(item => item.Type.ToString()).ToArray() ?? []);

    [GeneratedRegex("^([0-9]{4})_[a-z0-9_]+\\.sql$")]
    private static partial Regex MigrationName();
}
