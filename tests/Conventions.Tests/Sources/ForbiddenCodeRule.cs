using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Sources;

/// <summary>What no file may hold: stubs, blocking waits, <c>async void</c>, silenced warnings without a reason.</summary>
internal static partial class ForbiddenCodeRule
{
    /// <summary>Files under src/ that block on purpose, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string> Blocking { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
    };

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
            else if (!file.IsTest && !Blocking.ContainsKey(file.Path) && Blocks(node) is { } call)
            {
                yield return $"{file.At(node)}: {call} blocks a thread.";
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

    // Syntax knows no types: a property of our own is not called Result, and what has a Wait blocks whether or not it is a task.
    private static string? Blocks(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Wait" or "WaitAll" or "WaitAny" } wait } =>
            $".{wait.Name.Identifier.Text}()",
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax
            {
                Name.Identifier.Text: "GetResult",
                Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "GetAwaiter" or "ConfigureAwait" } },
            },
        } => ".GetAwaiter().GetResult()",
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Result" } => ".Result",
        _ => null,
    };

    [GeneratedRegex(@"^#pragma warning disable [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* // \S", RegexOptions.CultureInvariant)]
    private static partial Regex ReasonedPragma();
}
