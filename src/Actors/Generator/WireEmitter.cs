using System.Text;

namespace Berlin.Actors.Generator;

/// <summary>Writes how an invocation's arguments and result pass between processes. Their types are part of the method's number, so they need no tags.</summary>
internal static class WireEmitter
{
    public static void Emit(StringBuilder code, MethodModel method)
    {
        if (method.Kind == CallKind.Stream)
        {
            return;
        }

        if (method.WireFault is { } fault)
        {
            var text = $"{method.Name} cannot be called in another process: {fault}.".Replace("\\", "\\\\").Replace("\"", "\\\"");
            code.AppendLine($"            protected override void WriteArguments({CodecPlan.Wire}WireWriter writer) => throw new global::System.NotSupportedException(\"{text}\");");
            code.AppendLine($"            protected override void ReadArguments(ref {CodecPlan.Wire}WireReader reader) => throw {CodecPlan.Wire}WireReader.Damaged(\"{text}\");");
            return;
        }

        var arguments = method.Parameters.Select((parameter, position) => (parameter.Codec, Name: "A" + position)).Where(argument => argument.Codec is not null).ToArray();
        if (arguments.Length > 0)
        {
            EmitBody(code, $"void WriteArguments({CodecPlan.Wire}WireWriter writer)", arguments.Select(argument => argument.Codec!.WriteOf(argument.Name)));
            EmitBody(code, $"void ReadArguments(ref {CodecPlan.Wire}WireReader reader)", arguments.Select(argument => $"{argument.Name} = {argument.Codec!.Read}"));
        }

        if (method.ResultCodec is { } result)
        {
            EmitBody(code, $"void WriteResult({CodecPlan.Wire}WireWriter writer, {method.ResultType} result)", [result.WriteOf("result")]);
            EmitBody(code, $"{method.ResultType} ReadResult(ref {CodecPlan.Wire}WireReader reader)", [$"return {result.Read}"]);
        }
    }

    private static void EmitBody(StringBuilder code, string signature, IEnumerable<string> statements)
    {
        code.AppendLine($"            protected override {signature}");
        code.AppendLine("            {");
        foreach (var statement in statements)
        {
            code.AppendLine($"                {statement};");
        }

        code.AppendLine("            }");
    }
}
