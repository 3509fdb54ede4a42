using System.Text;
using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>Writes the codec of a tuple or of a pair: a block of its parts in their order.</summary>
internal static class PartsCodec
{
    /// <returns>Why there is none, or null.</returns>
    public static string? Emit(CodecPlanner planner, INamedTypeSymbol type, string name, ITypeSymbol[] types, string[] parts, out string text)
    {
        text = string.Empty;
        var writes = new StringBuilder();
        var reads = new StringBuilder();
        for (var index = 0; index < parts.Length; index++)
        {
            if (planner.Plan(types[index], out var plan) is { } fault)
            {
                return fault;
            }

            writes.AppendLine($"            {plan!.WriteOf("value." + parts[index])};");
            reads.AppendLine($"            var part{index} = {plan.Read};");
        }

        var code = type.Code();
        var made = string.Join(", ", Enumerable.Range(0, parts.Length).Select(index => "part" + index));
        text = $$"""
                    internal static void Write_{{name}}({{CodecPlan.Wire}}WireWriter writer, {{code}} value)
                    {
                        var block = writer.BeginBlock();
            {{writes}}            writer.EndBlock(block);
                    }
                    internal static {{code}} Read_{{name}}(ref {{CodecPlan.Wire}}WireReader reader)
                    {
                        if (!reader.BeginBlock(0, out var outer)) { throw {{CodecPlan.Wire}}WireReader.Damaged("a value of parts is null"); }
            {{reads}}            reader.EndBlock(outer);
                        return {{(type.IsTupleType ? string.Empty : $"new {code}")}}({{made}});
                    }

            """;
        return null;
    }
}
