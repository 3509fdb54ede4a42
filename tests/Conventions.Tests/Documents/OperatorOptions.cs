using Berlin.Conventions.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Documents;

/// <summary>What an operator can set: the public settable properties of every <c>*Options</c> type under src/.</summary>
internal static class OperatorOptions
{
    /// <summary>Types that end in Options and are not set by an operator, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> NotForOperators { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GrainTimerCreationOptions"] = "An argument of RegisterGrainTimer.",
    };

    public static IEnumerable<(string Type, string Property)> All =>
        SourceFile.Shipped.SelectMany(In).Where(option => !NotForOperators.ContainsKey(option.Type));

    public static IEnumerable<(string Type, string Property)> In(SourceFile file) =>
        from type in file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
        where type.Identifier.Text.EndsWith("Options", StringComparison.Ordinal) && !type.Modifiers.Any(SyntaxKind.StaticKeyword)
        from property in type.Members.OfType<PropertyDeclarationSyntax>()
        where property.Modifiers.Any(SyntaxKind.PublicKeyword) && IsSettable(property)
        select (type.Identifier.Text, property.Identifier.Text);

    private static bool IsSettable(PropertyDeclarationSyntax property) =>
        property.AccessorList?.Accessors.Any(accessor =>
            accessor.Modifiers.Count == 0 && (accessor.IsKind(SyntaxKind.SetAccessorDeclaration) || accessor.IsKind(SyntaxKind.InitAccessorDeclaration))) == true;
}
