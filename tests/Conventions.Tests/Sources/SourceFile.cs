using Berlin.Conventions.Tests.Repository;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Berlin.Conventions.Tests.Sources;

/// <summary>A C# file and its syntax tree.</summary>
internal sealed class SourceFile
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> LazyAll = new(() => [.. RepositoryTree.CSharpFiles.Select(Parse)]);

    private SourceFile(string path, string text)
    {
        Path = path;
        Tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse), path);
        Root = Tree.GetRoot();
    }

    /// <summary>All C# files of the repository, parsed once.</summary>
    public static IReadOnlyList<SourceFile> All => LazyAll.Value;

    /// <summary>The files that ship: what stands under src/.</summary>
    public static IEnumerable<SourceFile> Shipped => All.Where(file => file.IsShipped);

    public string Path { get; }

    public bool IsShipped => Path.StartsWith("src/", StringComparison.Ordinal);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public SyntaxTree Tree { get; }

    public SyntaxNode Root { get; }

    public IEnumerable<string> SyntaxErrors =>
        Tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString());

    /// <summary>Lines of the file; a final newline does not make another.</summary>
    public int LineCount
    {
        get
        {
            var lines = Tree.GetText().Lines;
            return lines[^1].Span.IsEmpty ? lines.Count - 1 : lines.Count;
        }
    }

    public static SourceFile Parse(RepositoryFile file) => new(file.Path, file.Text);

    public static SourceFile Parse(string path, string text) => new(path, text);

    /// <summary><c>path:line</c> of a node, for messages.</summary>
    public string At(SyntaxNode node) => $"{Path}:{Tree.GetLineSpan(node.Span).StartLinePosition.Line + 1}";

    public string At(SyntaxToken token) => $"{Path}:{Tree.GetLineSpan(token.Span).StartLinePosition.Line + 1}";
}
