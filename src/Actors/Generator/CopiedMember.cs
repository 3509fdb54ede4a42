using System.Text;
using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>A member that belongs to the copy of its object: marked <c>[Id]</c>, or a positional parameter of a record.</summary>
internal sealed class CopiedMember
{
    private const string Accessor = "global::System.Runtime.CompilerServices.UnsafeAccessor";

    private readonly ISymbol _symbol;
    private readonly INamedTypeSymbol _owner;
    private readonly ITypeSymbol _type;

    private CopiedMember(ISymbol symbol, ITypeSymbol type)
    {
        _symbol = symbol;
        _owner = symbol.ContainingType;
        _type = type;
    }

    /// <summary>The members of a type and its bases.</summary>
    public static IEnumerable<CopiedMember> Of(INamedTypeSymbol type)
    {
        for (var current = type; current is not null && current.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); current = current.BaseType)
        {
            foreach (var symbol in current.GetMembers().Where(candidate => !candidate.IsStatic))
            {
                if (symbol is IPropertySymbol { IsIndexer: false } property && (property.Has("Orleans.IdAttribute") || IsPositional(property)))
                {
                    yield return new CopiedMember(property, property.Type);
                }
                else if (symbol is IFieldSymbol { AssociatedSymbol: null } field && field.Has("Orleans.IdAttribute"))
                {
                    yield return new CopiedMember(field, field.Type);
                }
            }
        }
    }

    /// <summary>Adds the member's line to the copier, and the accessor that it needs.</summary>
    /// <returns>Why the member cannot be copied, or null.</returns>
    public string? Plan(CopyPlanner planner, IAssemblySymbol assembly, string copier, StringBuilder body, StringBuilder accessors)
    {
        string? copy = null;
        if (!_symbol.Has("Orleans.ImmutableAttribute") && planner.Plan(_type, out copy) is { } fault)
        {
            return $"{_owner.FullName()}.{_symbol.Name}: {fault}";
        }

        if (!IsReadableBy(assembly))
        {
            return $"{_owner.FullName()}.{_symbol.Name} is hidden from the generated copier; make it public or internal, or its type [Immutable]";
        }

        var value = CopyPlanner.Apply(copy, "source." + _symbol.Name);
        var target = _owner.IsValueType ? $"ref {_owner.CodeForTypeOf()} target" : $"{_owner.CodeForTypeOf()} target";
        var argument = _owner.IsValueType ? "ref copy" : "copy";
        var accessor = $"{copier}_{_owner.Name}_{_symbol.Name}";
        var type = _type.Code();
        switch (_symbol)
        {
            case IFieldSymbol { IsReadOnly: true }:
                accessors.AppendLine($"        [{Accessor}({Accessor}Kind.Field, Name = \"{_symbol.Name}\")]");
                accessors.AppendLine($"        private static extern ref {type} {accessor}({target});");
                body.AppendLine($"            {accessor}({argument}) = {value};");
                return null;
            case IFieldSymbol:
            case IPropertySymbol { SetMethod: { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public } }:
                body.AppendLine($"            copy.{_symbol.Name} = {value};");
                return null;
            case IPropertySymbol { SetMethod: not null }:
                accessors.AppendLine($"        [{Accessor}({Accessor}Kind.Method, Name = \"set_{_symbol.Name}\")]");
                accessors.AppendLine($"        private static extern void {accessor}({target}, {type} value);");
                body.AppendLine($"            {accessor}({argument}, {value});");
                return null;
            case IPropertySymbol property when _owner.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)):
                accessors.AppendLine($"        [{Accessor}({Accessor}Kind.Field, Name = \"<{_symbol.Name}>k__BackingField\")]");
                accessors.AppendLine($"        private static extern ref {type} {accessor}({target});");
                body.AppendLine($"            {accessor}({argument}) = {value};");
                return null;
            default:
                return $"{_owner.FullName()}.{_symbol.Name} has no setter that the generated copier could use; give it one, or mark its type [Immutable]";
        }
    }

    private static bool IsPositional(IPropertySymbol property) => property.ContainingType is { IsRecord: true } record
        && record.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter =>
            parameter.Name == property.Name
            && parameter.Locations.Any(place => property.Locations.Contains(place))));

    private bool IsReadableBy(IAssemblySymbol assembly)
    {
        var accessibility = _symbol is IPropertySymbol property ? property.GetMethod?.DeclaredAccessibility : _symbol.DeclaredAccessibility;
        return accessibility == Accessibility.Public
            || (accessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
                && SymbolEqualityComparer.Default.Equals(_symbol.ContainingAssembly, assembly));
    }
}
