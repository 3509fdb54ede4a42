using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Tensors;

/// <summary>Elements between JSON and bytes.</summary>
public sealed class TensorJsonTests
{
    [Theory]
    [InlineData(TensorType.Bool, "[true,false]", "0100")]
    [InlineData(TensorType.UInt8, "[0,255]", "00FF")]
    [InlineData(TensorType.UInt16, "[1,65535]", "0100FFFF")]
    [InlineData(TensorType.UInt32, "[1,4294967295]", "01000000FFFFFFFF")]
    [InlineData(TensorType.UInt64, "[1,18446744073709551615]", "0100000000000000FFFFFFFFFFFFFFFF")]
    [InlineData(TensorType.Int8, "[-128,127]", "807F")]
    [InlineData(TensorType.Int16, "[-32768,1]", "00800100")]
    [InlineData(TensorType.Int32, "[-2147483648,1]", "0000008001000000")]
    [InlineData(TensorType.Int64, "[-9223372036854775808,1]", "00000000000000800100000000000000")]
    [InlineData(TensorType.Fp16, "[1,-2]", "003C00C0")]
    [InlineData(TensorType.Fp32, "[1,0.1]", "0000803FCDCCCC3D")]
    [InlineData(TensorType.Fp64, "[1,-0.1]", "000000000000F03F9A9999999999B9BF")]
    [InlineData(TensorType.Bytes, """["","\u00e6r\u00f8"]""", "0000000005000000C3A672C3B8")]
    public void Elements_AreLittleEndian_AndComeBackAsTheyWere(TensorType type, string json, string hex)
    {
        var tensor = Read(type, [2], json);
        Assert.Equal(hex, Convert.ToHexString(tensor.Data.Span));
        Assert.Equal(hex, Convert.ToHexString(Read(type, [2], Write(tensor)).Data.Span));
    }

    [Theory]
    [InlineData("[1,2,3,4,5,6]", "2,3")]
    [InlineData("[[1,2,3],[4,5,6]]", "2,3")]
    [InlineData("[[[1],[2],[3]],[[4],[5],[6]]]", "2,3,1")]
    [InlineData("[[1,2],[3,4],[5,6]]", "3,2")]
    public void Arrays_FlatOrNested_AreReadRowByRow(string json, string shape)
    {
        var tensor = Read(TensorType.UInt8, ShapeOf(shape), json);
        Assert.Equal("010203040506", Convert.ToHexString(tensor.Data.Span));
    }

    [Theory]
    [InlineData("[]", "0")]
    [InlineData("[]", "0,3")]
    [InlineData("[[],[]]", "2,0")]
    public void Array_WithoutElements_IsAnEmptyTensor(string json, string shape) => Assert.Equal(0, Read(TensorType.Fp32, ShapeOf(shape), json).Data.Length);

    [Fact]
    public void Array_OfNoDimension_IsOneElement() => Assert.Equal("07", Convert.ToHexString(Read(TensorType.UInt8, [], "[7]").Data.Span));

    [Theory]
    [InlineData("[1,2,3]", "2,2")] // Too few.
    [InlineData("[1,2,3,4,5]", "2,2")] // Too many.
    [InlineData("[[1,2],[3]]", "2,2")]
    [InlineData("[[1,2],[3,4],[5,6]]", "2,2")]
    [InlineData("[[1,2],[3,4,5]]", "2,2")]
    [InlineData("[[1,2],3,4]", "2,2")]
    [InlineData("[1,[2],3,4]", "2,2")]
    [InlineData("[[[1,2],[3,4]]]", "2,2")]
    [InlineData("[[1,2,3,4]]", "4")]
    [InlineData("[{},1]", "2")]
    [InlineData("[[]]", "")]
    [InlineData("\"1234\"", "4")]
    [InlineData("1", "1")]
    public void Array_OfAnotherShape_IsRefused(string json, string shape) =>
        Assert.Throws<TensorFormatException>(() => Read(TensorType.UInt8, ShapeOf(shape), json));

    [Theory]
    [InlineData(TensorType.Bool, "1")]
    [InlineData(TensorType.UInt8, "256")]
    [InlineData(TensorType.UInt8, "-1")]
    [InlineData(TensorType.UInt8, "1.5")]
    [InlineData(TensorType.UInt8, "true")]
    [InlineData(TensorType.UInt16, "65536")]
    [InlineData(TensorType.UInt32, "4294967296")]
    [InlineData(TensorType.UInt64, "18446744073709551616")]
    [InlineData(TensorType.UInt64, "-1")]
    [InlineData(TensorType.Int8, "-129")]
    [InlineData(TensorType.Int16, "32768")]
    [InlineData(TensorType.Int32, "2147483648")]
    [InlineData(TensorType.Int64, "9223372036854775808")]
    [InlineData(TensorType.Fp16, "65536")]
    [InlineData(TensorType.Fp32, "1e39")]
    [InlineData(TensorType.Fp64, "1e309")]
    [InlineData(TensorType.Fp64, "\"1\"")]
    [InlineData(TensorType.Fp64, "null")]
    [InlineData(TensorType.Bytes, "1")]
    [InlineData(TensorType.Bytes, "null")]
    [InlineData(TensorType.Bytes, "\"\\ud800\"")]
    public void Element_OfAnotherKindOrRange_IsRefusedByItsPosition(TensorType type, string element)
    {
        var good = type switch { TensorType.Bool => "true", TensorType.Bytes => "\"\"", _ => "1" };
        var fault = Assert.Throws<TensorFormatException>(() => Read(type, [2], $"[{good},{element}]"));
        Assert.Contains("position 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains(TensorTypes.NameOf(type), fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorType.Fp64, "000000000000F87F")] // NaN
    [InlineData(TensorType.Fp32, "0000807F")] // Infinity
    [InlineData(TensorType.Bytes, "01000000FF")] // No UTF-8
    public void Element_ThatJsonCannotSay_IsRefused(TensorType type, string hex) =>
        Assert.Throws<TensorFormatException>(() => Write(new Tensor("x", type, [1], Convert.FromHexString(hex))));

    [Fact]
    public void Shape_OfMoreElementsThanComes_TakesNoMemory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<TensorFormatException>(() => Read(TensorType.Fp64, [100_000_000], "[1]"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData("", 1L)]
    [InlineData("3,4", 12L)]
    [InlineData("0,4000000000", null)]
    [InlineData("134217728", 134217728L)]
    [InlineData("134217728,2", null)]
    [InlineData("100000000,100000000,100000000,100000000", null)]
    [InlineData("100000000,100000000,0", 0L)]
    [InlineData("-1", null)]
    public void Count_MultipliesTheLengths_AndNeverOverflows(string shape, long? count) => Assert.Equal(count, TensorShape.Count(ShapeOf(shape)));

    private static Tensor Read(TensorType type, ImmutableArray<long> shape, string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return TensorJson.Read(ref reader, "x", type, shape);
    }

    private static string Write(Tensor tensor)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            TensorJson.Write(writer, tensor);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ImmutableArray<long> ShapeOf(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(length => long.Parse(length, System.Globalization.CultureInfo.InvariantCulture))];
}
