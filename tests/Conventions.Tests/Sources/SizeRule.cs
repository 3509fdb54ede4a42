using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Sources;

/// <summary>
/// A file has at most 400 lines (800 in tests). A function has at most 70, counted from its name to its last brace:
/// attributes, modifiers and comments above it are free; a local function or lambda counts by itself and in the function that holds it.
/// </summary>
internal static class SizeRule
{
    public const int MaxFileLines = 400;
    public const int MaxTestFileLines = 800;
    public const int MaxFunctionLines = 70;

    public static IEnumerable<string> Check(SourceFile file)
    {
        var bound = file.IsTest ? MaxTestFileLines : MaxFileLines;
        if (file.LineCount > bound)
        {
            yield return $"{file.Path}: {file.LineCount} lines, at most {bound}.";
        }

        foreach (var (name, first, last) in file.Root.DescendantNodesAndSelf().Select(Measure).OfType<(SyntaxToken, SyntaxToken, SyntaxToken)>())
        {
            var lines = LineOf(file, last) - LineOf(file, first) + 1;
            if (lines > MaxFunctionLines)
            {
                yield return $"{file.At(name)}: {name.Text} has {lines} lines, at most {MaxFunctionLines}.";
            }
        }
    }

    private static int LineOf(SourceFile file, SyntaxToken token) => file.Tree.GetLineSpan(token.Span).EndLinePosition.Line;

    /// <summary>The name of a function and its first and last token; null for a node that is none.</summary>
    private static (SyntaxToken Name, SyntaxToken First, SyntaxToken Last)? Measure(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => Span(method.Identifier, method),
        ConstructorDeclarationSyntax constructor => Span(constructor.Identifier, constructor),
        DestructorDeclarationSyntax finalizer => Span(finalizer.Identifier, finalizer),
        OperatorDeclarationSyntax @operator => Span(@operator.OperatorToken, @operator),
        ConversionOperatorDeclarationSyntax conversion => Span(conversion.OperatorKeyword, conversion),
        LocalFunctionStatementSyntax local => Span(local.Identifier, local),
        AccessorDeclarationSyntax accessor => Span(accessor.Keyword, accessor),
        PropertyDeclarationSyntax { ExpressionBody: not null } property => Span(property.Identifier, property),
        AnonymousFunctionExpressionSyntax lambda => Span(lambda.GetFirstToken(), lambda),
        CompilationUnitSyntax unit when unit.Members.OfType<GlobalStatementSyntax>().Any(IsBody) => TopLevel(unit),
        _ => null,
    };

    private static (SyntaxToken Name, SyntaxToken First, SyntaxToken Last) Span(SyntaxToken name, SyntaxNode function) =>
        (name, name, function.GetLastToken());

    private static bool IsBody(GlobalStatementSyntax statement) => statement.Statement is not LocalFunctionStatementSyntax;

    private static (SyntaxToken Name, SyntaxToken First, SyntaxToken Last) TopLevel(CompilationUnitSyntax unit)
    {
        var statements = unit.Members.OfType<GlobalStatementSyntax>().Where(IsBody).ToArray();
        return (statements[0].GetFirstToken(), statements[0].GetFirstToken(), statements[^1].GetLastToken());
    }
}
