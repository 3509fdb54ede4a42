using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>How values of one piece are written and read.</summary>
internal static class ScalarCodecs
{
    private const string Bits = "global::System.BitConverter.";
    private const string Scalars = CodecPlan.Wire + "WireScalars.";

    private static readonly Dictionary<string, CodecPlan> Named = new(StringComparer.Ordinal)
    {
        ["System.DateTimeOffset"] = Composed("Fixed128", "DateTimeOffset"),
        ["System.TimeSpan"] = new("Varint", "writer.Signed({0}.Ticks)", "new global::System.TimeSpan(reader.Signed())"),
        ["System.DateOnly"] = new("Varint", "writer.Varint((ulong){0}.DayNumber)", Scalars + "ReadDate(ref reader)"),
        ["System.TimeOnly"] = new("Varint", "writer.Varint((ulong){0}.Ticks)", Scalars + "ReadTime(ref reader)"),
        ["System.Guid"] = Composed("Fixed128", "Guid"),
        ["System.Uri"] = Composed("Bytes", "Uri", "!"),
        ["System.Version"] = Composed("Bytes", "Version", "!"),
        ["System.Int128"] = new("Fixed128", "writer.Fixed128((global::System.UInt128){0})", "(global::System.Int128)reader.Fixed128()"),
        ["System.UInt128"] = new("Fixed128", "writer.Fixed128({0})", "reader.Fixed128()"),
        ["System.Half"] = new("Varint", $"writer.Varint({Bits}HalfToUInt16Bits({{0}}))", $"{Bits}UInt16BitsToHalf((ushort)reader.Varint(65535UL))"),
        ["System.Index"] = Composed("Varint", "Index"),
        ["System.Range"] = Composed("Fixed64", "Range"),
        ["System.Text.Rune"] = new("Varint", "writer.Varint((ulong){0}.Value)", Scalars + "ReadRune(ref reader)"),
        ["System.Numerics.BigInteger"] = Composed("Bytes", "BigInteger"),
        ["Orleans.Runtime.IdSpan"] = Composed("Bytes", "IdSpan"),
        ["Orleans.Runtime.GrainType"] = new(
            "Bytes", $"{Scalars}WriteIdSpan(writer, {{0}}.Value)", $"new global::Orleans.Runtime.GrainType({Scalars}ReadIdSpan(ref reader))"),
        ["Orleans.Runtime.GrainId"] = Composed("Block", "GrainId"),
    };

    private static readonly Dictionary<SpecialType, CodecPlan> Special = new()
    {
        [SpecialType.System_Boolean] = new("Varint", "writer.Varint({0} ? 1UL : 0UL)", "(reader.Varint(1UL) != 0UL)"),
        [SpecialType.System_Char] = new("Varint", "writer.Varint({0})", "(char)reader.Varint(65535UL)"),
        [SpecialType.System_SByte] = Signed("sbyte"),
        [SpecialType.System_Byte] = Unsigned("byte"),
        [SpecialType.System_Int16] = Signed("short"),
        [SpecialType.System_UInt16] = Unsigned("ushort"),
        [SpecialType.System_Int32] = Signed("int"),
        [SpecialType.System_UInt32] = Unsigned("uint"),
        [SpecialType.System_Int64] = new("Varint", "writer.Signed({0})", "reader.Signed()", IsNumber: true),
        [SpecialType.System_UInt64] = new("Varint", "writer.Varint({0})", "reader.Varint()", IsNumber: true),
        [SpecialType.System_Single] = new(
            "Fixed32", $"writer.Fixed32({Bits}SingleToUInt32Bits({{0}}))", $"{Bits}UInt32BitsToSingle(reader.Fixed32())", IsNumber: true),
        [SpecialType.System_Double] = new(
            "Fixed64", $"writer.Fixed64({Bits}DoubleToUInt64Bits({{0}}))", $"{Bits}UInt64BitsToDouble(reader.Fixed64())", IsNumber: true),
        [SpecialType.System_Decimal] = Composed("Fixed128", "Decimal"),
        [SpecialType.System_String] = new("Bytes", "writer.Text({0})", "reader.Text()!"),
        [SpecialType.System_DateTime] = Composed("Fixed64", "DateTime"),
    };

    /// <summary>The plan of a type of one piece; null where it is none.</summary>
    public static CodecPlan? Find(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            // A version that does not know the value passes it on as its number.
            var number = Special[underlying.SpecialType];
            return new(number.WireType, number.Write.Replace("{0}", $"(({underlying.Code()}){{0}})"), $"({type.CodeForTypeOf()})({number.Read})");
        }

        return Special.TryGetValue(type.SpecialType, out var special) ? special
            : Named.TryGetValue(type.FullName(), out var named) ? named
            : null;
    }

    private static CodecPlan Signed(string type) =>
        new("Varint", "writer.Signed({0})", $"({type})reader.Signed({type}.MinValue, {type}.MaxValue)", IsNumber: true);

    private static CodecPlan Unsigned(string type) =>
        new("Varint", "writer.Varint({0})", $"({type})reader.Varint({type}.MaxValue)", IsNumber: true);

    private static CodecPlan Composed(string wireType, string name, string suffix = "") =>
        new(wireType, $"{Scalars}Write{name}(writer, {{0}})", $"{Scalars}Read{name}(ref reader){suffix}");
}
