using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Sources;

/// <summary>
/// Types, where a reader looks for them. One public type per file, and the file has its name (<c>Predicate{T}.cs</c> may be
/// <c>Predicate.cs</c>). A file may hold several public types only if all of them are data without behaviour of their own:
/// records, enums and attributes; then it is named after their concept. No type is called by what it is to the programmer
/// instead of what it is (Helper, Util, Common, Manager), or by the representation of an identity (Guid).
/// </summary>
internal static partial class TypeRule
{
    public static IEnumerable<string> Check(SourceFile file)
    {
        var types = TopLevelTypes(file.Root).ToArray();
        var publicNames = types.Where(IsPublic).Select(NameOf).Distinct(StringComparer.Ordinal).ToArray();
        if (publicNames.Length > 1 && !types.Where(IsPublic).All(IsData))
        {
            yield return $"{file.Path}: {string.Join(", ", publicNames)} share a file; only records, enums and attributes may.";
        }

        var stem = Path.GetFileName(file.Path).Split('.', '{')[0];
        if (publicNames.Length == 1 && publicNames[0] != stem)
        {
            yield return $"{file.Path}: its only public type is {publicNames[0]}; name the file after it.";
        }

        foreach (var name in file.Root.DescendantNodes().Where(IsType).Select(NameOf).Where(name => ForbiddenName().IsMatch(name)))
        {
            yield return $"{file.Path}: {name} is named after nothing in the domain (Helper, Util, Common, Manager, Guid).";
        }
    }

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
}
