using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>Reads a type marked <c>[GenerateSerializer]</c>: how it passes between processes, if it does.</summary>
internal static class RecordReader
{
    /// <returns>Null where the type's values have no codec of their own: an enum, or what only other types can reach.</returns>
    public static RecordModel? Read(INamedTypeSymbol type, IAssemblySymbol assembly)
    {
        if (type.TypeKind == TypeKind.Enum || !type.IsReachable())
        {
            return null;
        }

        List<Fault> faults = [];
        var planner = new CodecPlanner(assembly);
        var fault = planner.Plan(type, out var plan);
        if (fault is not null && (type.IsException() || RepeatsId(type)))
        {
            faults.Add(Fault.At(type, Faults.NoCodec, type.FullName(), fault));
        }

        return new RecordModel(
            type.CodeForTypeOf(), type.WireName(), type.IsException(), fault is null ? plan : null, fault is null ? planner.Codecs : new([]), new([.. faults]));
    }

    private static bool RepeatsId(INamedTypeSymbol type) => CopiedMember.Of(type).GroupBy(member => member.Key).Any(group => group.Count() > 1);
}
