using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Berlin.Actors.Generator;

/// <summary>
/// Writes the codec of a record: a block of fields, each under its member's number. All fields are written; one that a reader does not know
/// it passes over, one that is absent leaves its member at its default.
/// </summary>
internal static class RecordCodec
{
    // Of an object with its header, and of the largest member of one piece: what a reader takes from its budget.
    private const int ObjectBytes = 24;
    private const int MemberBytes = 16;

    /// <returns>Why there is none, or null.</returns>
    public static string? Emit(CodecPlanner planner, IAssemblySymbol assembly, INamedTypeSymbol type, string name, out string text)
    {
        text = string.Empty;
        var members = CopiedMember.Of(type).ToArray();
        if (members.GroupBy(member => member.Key).FirstOrDefault(group => group.Count() > 1) is { } doubled)
        {
            return $"{string.Join(" and ", doubled.Select(member => member.FullName))} have the same [Id]";
        }

        var isException = type.IsException();
        var constructor = isException ? ExceptionConstructor.Find(type, members) : null;
        if (isException && constructor is null)
        {
            return $"{type.FullName()} has no constructor whose parameters are its message and its [Id] members by name";
        }

        var code = new RecordText();
        foreach (var member in members)
        {
            if (EmitMember(planner, assembly, member, "Set_" + name, isException, code) is { } fault)
            {
                return fault;
            }
        }

        text = Compose(type, name, members.Length, constructor, code);
        return null;
    }

    private static string? EmitMember(CodecPlanner planner, IAssemblySymbol assembly, CopiedMember member, string prefix, bool isException, RecordText code)
    {
        if ((planner.Plan(member.Type, out var plan) ?? member.CheckReadable(assembly)) is { } fault)
        {
            return $"{member.FullName}: {fault}";
        }

        EmitWrite(member, plan!, code.Writes);
        var field = plan!.Present ?? plan;
        var wireType = $"{CodecPlan.Wire}WireType.{field.WireType}";
        var value = $"{CodecPlan.Wire}WireReader.Holds(type, {wireType}) ? {field.Read} : default({member.Type.Code()})!";
        code.Reads.AppendLine($"                    case {member.Key}UL:");
        if (isException)
        {
            code.Defaults.AppendLine($"            {member.Type.Code()} m_{member.Name} = {DefaultOf(member) ?? "default!"};");
            code.Reads.AppendLine($"                        m_{member.Name} = {value};");
        }
        else
        {
            if (member.Assign("made", value, "                        ", prefix, code.Reads, code.Accessors) is { } hidden)
            {
                return hidden;
            }

            if (DefaultOf(member) is { } absent)
            {
                member.Assign("made", absent, "            ", prefix, code.Defaults, new StringBuilder());
            }
        }

        code.Reads.AppendLine("                        break;");
        return null;
    }

    private static void EmitWrite(CopiedMember member, CodecPlan plan, StringBuilder writes)
    {
        var value = "value." + member.Name;
        if (plan.Present is null)
        {
            writes.AppendLine($"            writer.Tag({Tag(member, plan.WireType)}); {plan.WriteOf(value)};");
            return;
        }

        writes.AppendLine($"            if ({value} is {{ }} present{member.Key}) {{ writer.Tag({Tag(member, plan.WireType)}); {plan.Present.WriteOf("present" + member.Key)}; }}");
        writes.AppendLine($"            else {{ writer.Tag({Tag(member, "Null")}); }}");
    }

    private static string Compose(INamedTypeSymbol type, string name, int members, string? constructor, RecordText code)
    {
        var typeCode = type.CodeForTypeOf();
        var optional = type.IsValueType ? string.Empty : "?";
        var text = new StringBuilder();
        text.AppendLine($"        internal static void Write_{name}({CodecPlan.Wire}WireWriter writer, {typeCode}{optional} value)");
        text.AppendLine("        {");
        if (!type.IsValueType)
        {
            text.AppendLine("            if (value is null) { writer.NullBlock(); return; }");
        }

        text.AppendLine("            var block = writer.BeginBlock();");
        if (constructor is not null)
        {
            // The text of an exception is no member of its own; no [Id] reaches its number.
            text.AppendLine($"            writer.Tag({ExceptionConstructor.MessageTag}UL); writer.Text(value.Message);");
        }

        text.Append(code.Writes);
        text.AppendLine("            writer.EndBlock(block);");
        text.AppendLine("        }");
        text.AppendLine($"        internal static {typeCode} Read_{name}(ref {CodecPlan.Wire}WireReader reader)");
        text.AppendLine("        {");
        text.AppendLine($"            if (!reader.BeginBlock({ObjectBytes + (MemberBytes * members)}, out var outer)) {{ return default({typeCode})!; }}");
        text.AppendLine(constructor is null ? $"            var made = {Make(type, name, typeCode, code.Accessors)};" : "            string m_Message = string.Empty;");
        text.Append(code.Defaults);
        text.AppendLine("            while (reader.NextField(out var id, out var type))");
        text.AppendLine("            {");
        text.AppendLine("                switch (id)");
        text.AppendLine("                {");
        if (constructor is not null)
        {
            text.AppendLine($"                    case {ExceptionConstructor.MessageKey}UL:");
            text.AppendLine($"                        m_Message = {CodecPlan.Wire}WireReader.Holds(type, {CodecPlan.Wire}WireType.Bytes) ? reader.Text()! : string.Empty;");
            text.AppendLine("                        break;");
        }

        text.Append(code.Reads);
        text.AppendLine("                    default:");
        text.AppendLine("                        reader.Skip(type);");
        text.AppendLine("                        break;");
        text.AppendLine("                }");
        text.AppendLine("            }");
        text.AppendLine("            reader.EndBlock(outer);");
        text.AppendLine($"            return {constructor ?? "made"};");
        text.AppendLine("        }");
        text.Append(code.Accessors);
        return text.ToString();
    }

    private static string Make(INamedTypeSymbol type, string name, string typeCode, StringBuilder accessors)
    {
        if (type.IsValueType)
        {
            return $"default({typeCode})";
        }

        if (!CopyPlanner.HasParameterlessConstructor(type))
        {
            return $"({typeCode})global::System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof({typeCode}))";
        }

        accessors.AppendLine("        [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Constructor)]");
        accessors.AppendLine($"        private static extern {typeCode} New_{name}();");
        return $"New_{name}()";
    }

    private static string Tag(CopiedMember member, string wireType) => $"{(member.Key << 3) | WireTypes.NumberOf(wireType)}UL";

    /// <summary>What a member holds that an older version did not send: what its parameter says, or the empty value where null is not foreseen.</summary>
    private static string? DefaultOf(CopiedMember member)
    {
        if (member.Parameter is { HasExplicitDefaultValue: true } parameter)
        {
            return parameter.ExplicitDefaultValue is { } value ? $"({member.Type.Code()})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)})" : null;
        }

        if (member.Type.IsValueType)
        {
            return member.Type.Is("System.Collections.Immutable.ImmutableArray<T>") ? $"{member.Type.CodeForTypeOf()}.Empty" : null;
        }

        return member.Type switch
        {
            { NullableAnnotation: NullableAnnotation.Annotated } => null,
            { SpecialType: SpecialType.System_String } => "string.Empty",
            IArrayTypeSymbol array => $"global::System.Array.Empty<{array.ElementType.Code()}>()",
            _ when member.Type.Is("System.Collections.Generic.List<T>") || member.Type.Is("System.Collections.Generic.HashSet<T>")
                || member.Type.Is("System.Collections.Generic.Dictionary<TKey, TValue>") => $"new {member.Type.CodeForTypeOf()}()",
            _ => null,
        };
    }

    private sealed class RecordText
    {
        public StringBuilder Writes { get; } = new();

        public StringBuilder Reads { get; } = new();

        public StringBuilder Defaults { get; } = new();

        public StringBuilder Accessors { get; } = new();
    }
}
