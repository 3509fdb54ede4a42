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

    public static bool IsException(this ITypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.Is("System.Exception"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type's name on the wire: its alias, or its full name where it has none.</summary>
    public static string WireName(this ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.WireName() + "[]",
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } optional => optional.TypeArguments[0].WireName() + "?",
        INamedTypeSymbol { IsTupleType: true } tuple => $"({string.Join(",", tuple.TupleElements.Select(element => element.Type.WireName()))})",
        INamedTypeSymbol { IsGenericType: true } generic =>
            $"{AliasOf(generic) ?? generic.OriginalDefinition.FullName().Split('<')[0]}<{string.Join(",", generic.TypeArguments.Select(argument => argument.WireName()))}>",
        _ => AliasOf(type) ?? type.WithNullableAnnotation(NullableAnnotation.None).FullName(),
    };

    public static string? AliasOf(this ISymbol symbol) => symbol.Find("Orleans.AliasAttribute")?.ConstructorArguments[0].Value as string;

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

    /// <summary>FNV-1a, for names that must differ where their texts do.</summary>
    public static uint StableHash(string text)
    {
        var hash = 2166136261;
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * 16777619);
        }

        return hash;
    }

    // A file-local type's metadata name holds its file's name in angle brackets.
    private static bool IsFileLocal(this INamedTypeSymbol type) => type.MetadataName.StartsWith("<", StringComparison.Ordinal);
}
