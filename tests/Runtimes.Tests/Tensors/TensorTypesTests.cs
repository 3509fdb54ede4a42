using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Tensors;

/// <summary>The datatypes against the table of the Open Inference Protocol, version 2.</summary>
public sealed class TensorTypesTests
{
    [Theory]
    [InlineData("BOOL", 1)]
    [InlineData("UINT8", 1)]
    [InlineData("UINT16", 2)]
    [InlineData("UINT32", 4)]
    [InlineData("UINT64", 8)]
    [InlineData("INT8", 1)]
    [InlineData("INT16", 2)]
    [InlineData("INT32", 4)]
    [InlineData("INT64", 8)]
    [InlineData("FP16", 2)]
    [InlineData("FP32", 4)]
    [InlineData("FP64", 8)]
    [InlineData("BYTES", 0)]
    public void Type_HasTheProtocolsNameAndSize(string name, int size)
    {
        var type = Assert.NotNull(TensorTypes.Find(name));
        Assert.Equal(name, TensorTypes.NameOf(type));
        Assert.Equal(size, TensorTypes.SizeOf(type));
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("STRING")]
    [InlineData("")]
    [InlineData("0")]
    public void Find_AnyOtherName_IsNull(string name) => Assert.Null(TensorTypes.Find(name));

    [Fact]
    public void Types_AreThoseOfTheProtocol() => Assert.Equal(13, Enum.GetValues<TensorType>().Length);
}
