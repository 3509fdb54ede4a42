using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>Questions about symbols.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat Annotated = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type as code refers to it, with nullable annotations.</summary>
    public static string Code(this ITypeSymbol type) => type.ToDisplayString(Annotated);

    /// <summary>The type as <c>typeof</c> takes it.</summary>
    public static string CodeForTypeOf(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static string FullName(this ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    public static bool Is(this ITypeSymbol? type, string fullName) =>
        type?.OriginalDefinition.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat) == fullName;

    public static AttributeData? Find(this ISymbol symbol, string attribute) =>
        symbol.GetAttributes().FirstOrDefault(candidate => candidate.AttributeClass.Is(attribute));

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Find(attribute) is not null;

    public static bool Implements(this ITypeSymbol type, string interfaceName) =>
        type.AllInterfaces.Any(candidate => candidate.Is(interfaceName));

    /// <summary>Whether code elsewhere in the assembly can name the symbol.</summary>
    public static bool IsReachable(this INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)
                || current.IsFileLocal())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name made of a type's full name that can stand in an identifier.</summary>
    public static string Identifier(string fullName)
    {
        var characters = fullName.Replace("global::", string.Empty).ToCharArray();
        for (var index = 0; index < characters.Length; index++)
        {
            if (!char.IsLetterOrDigit(characters[index]))
            {
                characters[index] = '_';
            }
        }

        return new string(characters);
    }

    // A file-local type's metadata name holds its file's name in angle brackets.
    private static bool IsFileLocal(this INamedTypeSymbol type) => type.MetadataName.StartsWith("<", StringComparison.Ordinal);
}
