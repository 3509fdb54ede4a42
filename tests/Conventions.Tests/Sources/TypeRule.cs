using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Sources;

/// <summary>
/// Types, where a reader looks for them. A file under src/ holds at most one public type that is more than data, and has its name;
/// the records, enums and attributes that belong to it may stand beside it. A file of such data alone is named after the
/// concept, or after its type if there is one only. <c>A{T}.cs</c> or <c>AOfT.cs</c> may hold <c>A&lt;T&gt;</c>.
/// No type anywhere is called by what it is to the programmer instead of what it is (Helper, Util, Common, Manager), or by the
/// representation of an identity (Guid).
/// </summary>
internal static partial class TypeRule
{
    public static IEnumerable<string> Check(SourceFile file)
    {
        foreach (var name in file.Root.DescendantNodes().Where(IsType).Select(NameOf).Where(name => ForbiddenName().IsMatch(name)))
        {
            yield return $"{file.Path}: {name} is named after nothing in the domain (Helper, Util, Common, Manager, Guid).";
        }

        if (!file.IsShipped)
        {
            yield break;
        }

        var types = TopLevelTypes(file.Root).Where(IsPublic).ToArray();
        var behaviour = Names(types.Where(type => !IsData(type)));
        if (behaviour.Length > 1)
        {
            yield return $"{file.Path}: {string.Join(", ", behaviour)} share a file.";
        }

        var owner = behaviour.Length == 1 ? behaviour : Names(types);
        if (owner.Length == 1 && !Fits(Path.GetFileNameWithoutExtension(file.Path), owner[0]))
        {
            yield return $"{file.Path}: name the file after {owner[0]}.";
        }
    }

    private static string[] Names(IEnumerable<SyntaxNode> types) => [.. types.Select(NameOf).Distinct(StringComparer.Ordinal)];

    private static bool Fits(string stem, string name) => stem == name || GenericSuffix().Replace(stem, string.Empty) == name;

    private static IEnumerable<SyntaxNode> TopLevelTypes(SyntaxNode root) =>
        root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).Where(IsType);

    private static bool IsType(SyntaxNode node) => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;

    private static bool IsPublic(SyntaxNode type) => ((MemberDeclarationSyntax)type).Modifiers.Any(SyntaxKind.PublicKeyword);

    private static bool IsData(SyntaxNode type) => type switch
    {
        RecordDeclarationSyntax or EnumDeclarationSyntax => true,
        ClassDeclarationSyntax { BaseList: not null } => NameOf(type).EndsWith("Attribute", StringComparison.Ordinal),
        _ => false,
    };

    private static string NameOf(SyntaxNode type) =>
        type is DelegateDeclarationSyntax function ? function.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;

    // A word of the name, not a part of one: "Utilization" and "Commonwealth" are words of their own.
    [GeneratedRegex("(Helpers?|Utils?|Utilit(y|ies)|Common|Managers?|Guid)(?![a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex ForbiddenName();

    // Invocation{TResult} and InvocationOfResult are files of Invocation<TResult>.
    [GeneratedRegex(@"(\{[A-Za-z, ]+\}|Of[A-Z][A-Za-z]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex GenericSuffix();
}
