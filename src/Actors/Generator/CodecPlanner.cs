using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>
/// Decides how values of a type pass between processes. Closed as the copies are: what is written is exactly the declared type. A type
/// that cannot pass is no error, because within a process it may still be shared; a call that needs it fails by saying why.
/// </summary>
internal sealed class CodecPlanner(IAssemblySymbol assembly)
{
    private const string Collections = CodecPlan.Wire + "WireCollections.";
    private const string Numbers = CodecPlan.Wire + "WireNumbers.";
    private const string Keyed = CodecPlan.Wire + "WireKeyed.";

    private delegate string? MakeCodec(out string text);

    private readonly SortedDictionary<string, CopierModel> _codecs = new(StringComparer.Ordinal);

    // Null while the codec is being made and when it has been made.
    private readonly Dictionary<string, string?> _faults = new(StringComparer.Ordinal);

    /// <summary>The codecs of records and tuples that the plans call.</summary>
    public EquatableArray<CopierModel> Codecs => new([.. _codecs.Values]);

    /// <summary>Plans a type.</summary>
    /// <returns>Why the type cannot pass, or null.</returns>
    public string? Plan(ITypeSymbol type, out CodecPlan? plan)
    {
        plan = ScalarCodecs.Find(type);
        if (plan is not null)
        {
            return null;
        }

        return type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => PlanElements(array.ElementType, "Array", out plan),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } optional => PlanOptional(optional.TypeArguments[0], out plan),
            INamedTypeSymbol { IsTupleType: true } tuple => PlanParts(tuple, [.. tuple.TupleElements.Select(element => element.Type)], TupleParts(tuple), out plan),
            INamedTypeSymbol named => PlanNamed(named, out plan),
            _ => Unknown(type),
        };
    }

    private static string Unknown(ITypeSymbol type) => $"{type.FullName()} is no type that passes between processes; mark it [GenerateSerializer] and seal it";

    private static string[] TupleParts(INamedTypeSymbol tuple) => [.. Enumerable.Range(1, tuple.TupleElements.Length).Select(position => "Item" + position)];

    private string? PlanNamed(INamedTypeSymbol type, out CodecPlan? plan)
    {
        plan = null;
        var arguments = type.TypeArguments;
        switch (type.OriginalDefinition.FullName())
        {
            case "System.Collections.Generic.List<T>":
                return PlanElements(arguments[0], "List", out plan);
            case "System.Collections.Immutable.ImmutableArray<T>":
                return PlanElements(arguments[0], "ImmutableArray", out plan);
            case "System.Collections.Immutable.ImmutableList<T>":
                return PlanKeyed(type, "ImmutableList", out plan);
            case "System.Collections.Generic.HashSet<T>":
                return PlanKeyed(type, "Set", out plan);
            case "System.Collections.Immutable.ImmutableHashSet<T>":
                return PlanKeyed(type, "ImmutableHashSet", out plan);
            case "System.Collections.Immutable.ImmutableSortedSet<T>":
                return PlanKeyed(type, "ImmutableSortedSet", out plan);
            case "System.Collections.Generic.Dictionary<TKey, TValue>":
                return PlanKeyed(type, "Dictionary", out plan);
            case "System.Collections.Immutable.ImmutableDictionary<TKey, TValue>":
                return PlanKeyed(type, "ImmutableDictionary", out plan);
            case "System.Collections.Immutable.ImmutableSortedDictionary<TKey, TValue>":
                return PlanKeyed(type, "ImmutableSortedDictionary", out plan);
            case "System.Collections.Generic.KeyValuePair<TKey, TValue>":
                return PlanParts(type, [.. arguments], ["Key", "Value"], out plan);
            case "Orleans.Concurrency.Immutable<T>":
                return PlanWrapped(type, out plan);
            default:
                return type.Has("Orleans.GenerateSerializerAttribute") ? PlanRecord(type, out plan) : Unknown(type);
        }
    }

    private string? PlanOptional(ITypeSymbol value, out CodecPlan? plan)
    {
        if (Plan(value, out plan) is { } fault)
        {
            return fault;
        }

        plan = new CodecPlan(
            plan!.WireType, $"{Collections}WriteOptional(writer, {{0}}{Writer(plan)})", $"{Collections}ReadOptional(ref reader{Reader(plan)})", Present: plan);
        return null;
    }

    private string? PlanElements(ITypeSymbol element, string collection, out CodecPlan? plan)
    {
        if (Plan(element, out plan) is { } fault)
        {
            return fault;
        }

        var type = element.Code();
        plan = plan!.IsNumber
            ? new CodecPlan("Bytes", $"{Numbers}Write{collection}(writer, {{0}})", collection == "Array" ? $"reader.Numbers<{type}>()!" : $"{Numbers}Read{collection}<{type}>(ref reader)!")
            : new CodecPlan("Block", $"{Collections}Write{collection}<{type}>(writer, {{0}}{Writer(plan)})", $"{Collections}Read{collection}<{type}>(ref reader{Reader(plan)})!");
        return null;
    }

    private string? PlanKeyed(INamedTypeSymbol type, string collection, out CodecPlan? plan)
    {
        plan = null;
        var types = string.Join(", ", type.TypeArguments.Select(argument => argument.Code()));
        var (write, read) = (string.Empty, string.Empty);
        foreach (var argument in type.TypeArguments)
        {
            if (Plan(argument, out var part) is { } fault)
            {
                return fault;
            }

            write += Writer(part!);
            read += Reader(part!);
        }

        plan = new CodecPlan("Block", $"{Keyed}Write{collection}<{types}>(writer, {{0}}{write})", $"{Keyed}Read{collection}<{types}>(ref reader{read})!");
        return null;
    }

    private string? PlanWrapped(INamedTypeSymbol type, out CodecPlan? plan)
    {
        if (Plan(type.TypeArguments[0], out plan) is { } fault)
        {
            return fault;
        }

        if (plan!.Present is not null)
        {
            return Unknown(type);
        }

        plan = plan with { Write = plan.WriteOf("{0}.Value"), Read = $"new {type.Code()}({plan.Read})", IsNumber = false };
        return null;
    }

    private string? PlanParts(INamedTypeSymbol type, ITypeSymbol[] types, string[] parts, out CodecPlan? plan)
    {
        // Two tuples may differ in what an identifier cannot show.
        var code = type.Code();
        var name = $"{Symbols.Identifier(code)}_{Symbols.StableHash(code):X8}";
        plan = CallOf(name);
        return Add(name, (out string text) => PartsCodec.Emit(this, type, name, types, parts, out text));
    }

    private string? PlanRecord(INamedTypeSymbol type, out CodecPlan? plan)
    {
        plan = null;
        if (type.IsGenericType)
        {
            return $"{type.FullName()} is generic; generic types do not pass between processes";
        }

        if (type.TypeKind is not (TypeKind.Struct or TypeKind.Class) || (type.TypeKind == TypeKind.Class && !type.IsSealed))
        {
            return $"{type.FullName()} is not sealed, so a value may hold more than its declared type";
        }

        var name = Symbols.Identifier(type.CodeForTypeOf());
        plan = CallOf(name);
        return Add(name, (out string text) => RecordCodec.Emit(this, assembly, type, name, out text));
    }

    private string? Add(string name, MakeCodec make)
    {
        if (_faults.TryGetValue(name, out var known))
        {
            return known;
        }

        // A type may hold values of itself.
        _faults[name] = null;
        var fault = make(out var text);
        _faults[name] = fault;
        if (fault is null)
        {
            _codecs.Add(name, new CopierModel(name, text));
        }

        return fault;
    }

    private static CodecPlan CallOf(string name) => new("Block", $"Codecs.Write_{name}(writer, {{0}})", $"Codecs.Read_{name}(ref reader)");

    private static string Writer(CodecPlan plan) => $", static (writer, element) => {plan.WriteOf("element")}";

    private static string Reader(CodecPlan plan) => $", static (ref {CodecPlan.Wire}WireReader reader) => {plan.Read}";
}
