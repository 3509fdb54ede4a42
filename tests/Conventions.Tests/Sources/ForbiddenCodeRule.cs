using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Sources;

/// <summary>What no file may hold: stubs, <c>async void</c>, silenced warnings without a reason.</summary>
internal static partial class ForbiddenCodeRule
{
    public static IEnumerable<string> Check(SourceFile file)
    {
        foreach (var node in file.Root.DescendantNodes())
        {
            if (node is IdentifierNameSyntax { Identifier.Text: "NotImplementedException" })
            {
                yield return $"{file.At(node)}: NotImplementedException; write it or leave it out.";
            }
            else if (AsyncVoidName(node) is { } name)
            {
                yield return $"{file.At(name)}: async void {name.Text}; nobody awaits it, and its exception ends the process.";
            }
        }

        foreach (var directive in file.Root.DescendantNodes(descendIntoTrivia: true).OfType<PragmaWarningDirectiveTriviaSyntax>())
        {
            if (directive.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword) && !ReasonedPragma().IsMatch(directive.ToFullString().Trim()))
            {
                yield return $"{file.At(directive)}: write \"#pragma warning disable CODE // the reason\".";
            }
        }
    }

    private static SyntaxToken? AsyncVoidName(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method when IsAsyncVoid(method.Modifiers, method.ReturnType) => method.Identifier,
        LocalFunctionStatementSyntax local when IsAsyncVoid(local.Modifiers, local.ReturnType) => local.Identifier,
        _ => null,
    };

    private static bool IsAsyncVoid(SyntaxTokenList modifiers, TypeSyntax returned) =>
        modifiers.Any(SyntaxKind.AsyncKeyword) && returned is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };

    [GeneratedRegex(@"^#pragma warning disable [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* // \S", RegexOptions.CultureInvariant)]
    private static partial Regex ReasonedPragma();
}
