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

    public string Name => _symbol.Name;

    public string FullName => $"{_owner.FullName()}.{_symbol.Name}";

    public ITypeSymbol Type => _type;

    /// <summary>Whether its object's copy shares its value, whatever its type.</summary>
    public bool IsShared => _symbol.Has("Orleans.ImmutableAttribute");

    /// <summary>
    /// Number of the member on the wire: its <c>[Id]</c> or its place among the positional parameters, and above that how far down the line of
    /// base types it is declared, because ids are unique within their type only.
    /// </summary>
    public ulong Key
    {
        get
        {
            var level = 0UL;
            for (var type = _owner.BaseType; type is not null && type.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); type = type.BaseType)
            {
                level++;
            }

            var id = _symbol.Find("Orleans.IdAttribute")?.ConstructorArguments[0].Value as uint?;
            return (level << 33) | (id ?? ((1UL << 32) | (uint)Parameter!.Ordinal));
        }
    }

    /// <summary>The positional parameter that it is made of; null where it is none.</summary>
    public IParameterSymbol? Parameter => _symbol is IPropertySymbol property ? ParameterOf(property) : null;

    /// <summary>Adds the member's line to the copier, and the accessor that it needs.</summary>
    /// <returns>Why the member cannot be copied, or null.</returns>
    public string? Plan(CopyPlanner planner, IAssemblySymbol assembly, string copier, StringBuilder body, StringBuilder accessors)
    {
        string? copy = null;
        if (!IsShared && planner.Plan(_type, out copy) is { } fault)
        {
            return $"{FullName}: {fault}";
        }

        return CheckReadable(assembly) ?? Assign("copy", CopyPlanner.Apply(copy, "source." + _symbol.Name), "            ", copier, body, accessors);
    }

    /// <summary>Why generated code cannot read the member, or null.</summary>
    public string? CheckReadable(IAssemblySymbol assembly) => IsReadableBy(assembly)
        ? null
        : $"{FullName} is hidden from the generated copier; make it public or internal, or its type [Immutable]";

    /// <summary>Adds the line that sets the member of a new object, and the accessor that it needs.</summary>
    /// <returns>Why the member cannot be set, or null.</returns>
    public string? Assign(string made, string value, string indent, string prefix, StringBuilder body, StringBuilder accessors)
    {
        var target = _owner.IsValueType ? $"ref {_owner.CodeForTypeOf()} target" : $"{_owner.CodeForTypeOf()} target";
        var argument = _owner.IsValueType ? "ref " + made : made;
        var accessor = $"{prefix}_{_owner.Name}_{_symbol.Name}";
        var type = _type.Code();
        switch (_symbol)
        {
            case IFieldSymbol { IsReadOnly: true }:
                AddAccessor($"Field, Name = \"{_symbol.Name}\"", $"ref {type} {accessor}({target})");
                body.AppendLine($"{indent}{accessor}({argument}) = {value};");
                return null;
            case IFieldSymbol:
            case IPropertySymbol { SetMethod: { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public } }:
                body.AppendLine($"{indent}{made}.{_symbol.Name} = {value};");
                return null;
            case IPropertySymbol { SetMethod: not null }:
                AddAccessor($"Method, Name = \"set_{_symbol.Name}\"", $"void {accessor}({target}, {type} value)");
                body.AppendLine($"{indent}{accessor}({argument}, {value});");
                return null;
            case IPropertySymbol property when _owner.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)):
                AddAccessor($"Field, Name = \"<{_symbol.Name}>k__BackingField\"", $"ref {type} {accessor}({target})");
                body.AppendLine($"{indent}{accessor}({argument}) = {value};");
                return null;
            default:
                return $"{FullName} has no setter that the generated copier could use; give it one, or mark its type [Immutable]";
        }

        void AddAccessor(string kind, string signature)
        {
            accessors.AppendLine($"        [{Accessor}({Accessor}Kind.{kind})]");
            accessors.AppendLine($"        private static extern {signature};");
        }
    }

    private static bool IsPositional(IPropertySymbol property) => ParameterOf(property) is not null;

    private static IParameterSymbol? ParameterOf(IPropertySymbol property) => property.ContainingType is { IsRecord: true } record
        ? record.InstanceConstructors.SelectMany(constructor => constructor.Parameters).FirstOrDefault(parameter =>
            parameter.Name == property.Name && parameter.Locations.Any(place => property.Locations.Contains(place)))
        : null;

    private bool IsReadableBy(IAssemblySymbol assembly)
    {
        var accessibility = _symbol is IPropertySymbol property ? property.GetMethod?.DeclaredAccessibility : _symbol.DeclaredAccessibility;
        return accessibility == Accessibility.Public
            || (accessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
                && SymbolEqualityComparer.Default.Equals(_symbol.ContainingAssembly, assembly));
    }
}
