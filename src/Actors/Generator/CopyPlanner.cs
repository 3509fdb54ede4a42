using System.Text;
using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>
/// Decides how values of a type are isolated: shared where they are immutable, copied by composed code otherwise, refused where
/// neither is safe. Closed on purpose: what is copied is exactly the declared type.
/// </summary>
internal sealed class CopyPlanner(IAssemblySymbol assembly)
{
    private static readonly HashSet<string> ImmutableTypes =
    [
        "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly", "System.Guid", "System.Uri", "System.Version",
        "System.Int128", "System.UInt128", "System.Half", "System.Index", "System.Range", "System.Text.Rune", "System.Numerics.BigInteger",
        "Orleans.Runtime.GrainId", "Orleans.Runtime.GrainType", "Orleans.Runtime.IdSpan", "Orleans.Concurrency.Immutable<T>",
    ];

    private static readonly HashSet<string> ImmutableCollections =
    [
        "System.Collections.Immutable.ImmutableArray<T>", "System.Collections.Immutable.ImmutableList<T>",
        "System.Collections.Immutable.ImmutableHashSet<T>", "System.Collections.Immutable.ImmutableSortedSet<T>",
        "System.Collections.Immutable.ImmutableDictionary<TKey, TValue>", "System.Collections.Immutable.ImmutableSortedDictionary<TKey, TValue>",
        "System.Collections.Generic.KeyValuePair<TKey, TValue>",
    ];

    private readonly SortedDictionary<string, CopierModel> _copiers = new(StringComparer.Ordinal);
    private readonly Stack<string> _underWay = new();

    public EquatableArray<CopierModel> Copiers => new([.. _copiers.Values]);

    /// <summary>Plans a type. <c>{0}</c> in <paramref name="copy"/> stands for the value; null = share it.</summary>
    /// <returns>Why the type cannot cross, or null.</returns>
    public string? Plan(ITypeSymbol type, out string? copy)
    {
        copy = null;
        if (IsImmutable(type))
        {
            return null;
        }

        return type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => PlanElements("Array", array.ElementType, out copy),
            INamedTypeSymbol { IsTupleType: true } tuple => PlanTuple(tuple, out copy),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => PlanElements("Optional", nullable.TypeArguments[0], out copy),
            INamedTypeSymbol named when named.Is("System.Collections.Generic.List<T>") => PlanElements("List", named.TypeArguments[0], out copy),
            INamedTypeSymbol named when named.Is("System.Collections.Generic.HashSet<T>") => PlanKeyed("Set", named, value: null, out copy),
            INamedTypeSymbol named when named.Is("System.Collections.Generic.Dictionary<TKey, TValue>") => PlanKeyed("Dictionary", named, named.TypeArguments[1], out copy),
            INamedTypeSymbol named when named.Has("Orleans.GenerateSerializerAttribute") => PlanMembers(named, out copy),
            _ => $"the engine does not know how to copy {type.FullName()}; mark its type [Immutable] and never change it, or mark it [GenerateSerializer]",
        };
    }

    private static bool IsImmutable(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum || type.SpecialType is
            (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_DateTime)
        {
            return true;
        }

        return type is INamedTypeSymbol named
            && (named.Has("Orleans.ImmutableAttribute")
                || ImmutableTypes.Contains(named.OriginalDefinition.FullName())
                || (ImmutableCollections.Contains(named.OriginalDefinition.FullName()) && named.TypeArguments.All(IsImmutable))
                || (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T && IsImmutable(named.TypeArguments[0]))
                || (named.IsTupleType && named.TupleElements.All(element => IsImmutable(element.Type))));
    }

    private string? PlanElements(string collection, ITypeSymbol element, out string? copy)
    {
        copy = null;
        if (Plan(element, out var elementCopy) is { } fault)
        {
            return fault;
        }

        copy = $"global::Berlin.Actors.CodeGeneration.Isolate.{collection}({{0}}{Lambda(elementCopy)})!";
        return null;
    }

    private string? PlanKeyed(string collection, INamedTypeSymbol type, ITypeSymbol? value, out string? copy)
    {
        copy = null;
        if (!IsImmutable(type.TypeArguments[0]))
        {
            return $"keys and elements of sets must be immutable, {type.TypeArguments[0].FullName()} is not";
        }

        string? valueCopy = null;
        if (value is not null && Plan(value, out valueCopy) is { } fault)
        {
            return fault;
        }

        copy = $"global::Berlin.Actors.CodeGeneration.Isolate.{collection}({{0}}{Lambda(valueCopy)})!";
        return null;
    }

    private string? PlanTuple(INamedTypeSymbol tuple, out string? copy)
    {
        copy = null;
        var parts = new List<string>();
        foreach (var element in tuple.TupleElements)
        {
            if (Plan(element.Type, out var elementCopy) is { } fault)
            {
                return fault;
            }

            parts.Add(Apply(elementCopy, "{0}." + element.Name));
        }

        copy = $"({string.Join(", ", parts)})";
        return null;
    }

    private string? PlanMembers(INamedTypeSymbol type, out string? copy)
    {
        copy = null;
        if (type.IsGenericType)
        {
            return $"{type.FullName()} is generic; generic types cross only where they are [Immutable]";
        }

        if (type.TypeKind is not (TypeKind.Struct or TypeKind.Class) || (type.TypeKind == TypeKind.Class && !type.IsSealed))
        {
            return $"{type.FullName()} is not sealed, so a value may hold more than its declared type; seal it or mark it [Immutable]";
        }

        var name = "Copy_" + Symbols.Identifier(type.CodeForTypeOf());
        copy = $"Copiers.{name}({{0}})";
        if (_copiers.ContainsKey(name))
        {
            return null;
        }

        if (_underWay.Contains(name))
        {
            return $"{type.FullName()} holds values of its own type, which may form a cycle; mark it [Immutable]";
        }

        _underWay.Push(name);
        var fault = WriteCopier(type, name);
        _underWay.Pop();
        return fault;
    }

    private string? WriteCopier(INamedTypeSymbol type, string name)
    {
        var code = type.CodeForTypeOf();
        var body = new StringBuilder();
        var accessors = new StringBuilder();
        foreach (var member in CopiedMember.Of(type))
        {
            if (member.Plan(this, assembly, name, body, accessors) is { } fault)
            {
                return fault;
            }
        }

        var text = new StringBuilder();
        var optional = type.IsValueType ? string.Empty : "?";
        text.AppendLine($"        internal static {code} {name}({code}{optional} source)");
        text.AppendLine("        {");
        if (type.IsValueType)
        {
            text.AppendLine("            var copy = source;");
        }
        else
        {
            text.AppendLine("            if (source is null) { return null!; }");
            text.AppendLine(HasParameterlessConstructor(type)
                ? $"            var copy = {name}_New();"
                : $"            var copy = ({code})global::System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof({code}));");
        }

        text.Append(body);
        text.AppendLine("            return copy;");
        text.AppendLine("        }");
        if (!type.IsValueType && HasParameterlessConstructor(type))
        {
            text.AppendLine("        [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Constructor)]");
            text.AppendLine($"        private static extern {code} {name}_New();");
        }

        text.Append(accessors);
        _copiers.Add(name, new CopierModel(name, text.ToString()));
        return null;
    }

    internal static bool HasParameterlessConstructor(INamedTypeSymbol type) =>
        type.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty);

    private static string Lambda(string? copy) => copy is null ? string.Empty : $", static element => {Apply(copy, "element")}";

    internal static string Apply(string? copy, string value) => copy is null ? value : copy.Replace("{0}", value);
}
