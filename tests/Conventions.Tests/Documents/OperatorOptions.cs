using System.Text.RegularExpressions;
using Berlin.Conventions.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Documents;

/// <summary>What an operator can set: the public settable properties of every <c>*Options</c> type under src/.</summary>
internal static partial class OperatorOptions
{
    /// <summary>Types that end in Options and are not set by an operator, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> NotForOperators { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DemoOptions"] = "The parsed command line of berlin demo, which its help explains.",
    };

    /// <summary>Options of Orleans' API, which hosts set in code and Orleans documents.</summary>
    private const string EngineApi = "src/Actors/Api/";

    public static IEnumerable<(string Type, string Property)> All =>
        SourceFile.Shipped.Where(file => !file.Path.StartsWith(EngineApi, StringComparison.Ordinal)).SelectMany(In).Where(option => !NotForOperators.ContainsKey(option.Type));

    public static IEnumerable<(string Type, string Property)> In(SourceFile file) =>
        from type in file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
        where type.Identifier.Text.EndsWith("Options", StringComparison.Ordinal) && !type.Modifiers.Any(SyntaxKind.StaticKeyword)
        from property in type.Members.OfType<PropertyDeclarationSyntax>()
        where property.Modifiers.Any(SyntaxKind.PublicKeyword) && IsSettable(property)
        select (type.Identifier.Text, property.Identifier.Text);

    /// <summary>Environment variables by name: the string literals that look like one.</summary>
    public static IEnumerable<string> EnvironmentVariables(SourceFile file) =>
        file.Root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.StringLiteralToken)).Select(token => token.ValueText)
            .Where(text => VariableName().IsMatch(text));

    private static bool IsSettable(PropertyDeclarationSyntax property) =>
        property.AccessorList?.Accessors.Any(accessor =>
            accessor.Modifiers.Count == 0 && (accessor.IsKind(SyntaxKind.SetAccessorDeclaration) || accessor.IsKind(SyntaxKind.InitAccessorDeclaration))) == true;

    [GeneratedRegex("^BERLIN_[A-Z_]*[A-Z]$")]
    private static partial Regex VariableName();
}
