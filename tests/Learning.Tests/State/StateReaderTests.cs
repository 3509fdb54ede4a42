using System.Buffers;

namespace Berlin.Learning.Tests;

public sealed class StateReaderTests
{
    [Fact]
    public void Varint_EdgesOfEveryLength_RoundTrip()
    {
        List<ulong> values = [0, 1, ulong.MaxValue];
        for (var bits = 7; bits < 64; bits += 7)
        {
            values.AddRange([(1UL << bits) - 1, 1UL << bits]);
        }

        var reader = new StateReader(Written(writer => values.ForEach(writer.Varint)));
        foreach (var value in values)
        {
            Assert.Equal(value, reader.Varint(0, ulong.MaxValue, "value"));
        }

        reader.End();
    }

    [Fact]
    public void Bytes_LongerThanAChunk_RoundTrip()
    {
        var bytes = new byte[100_000];
        new Random(101).NextBytes(bytes);

        var reader = new StateReader(Written(writer =>
        {
            writer.Block(bytes);
            writer.Text("æ");
        }));

        Assert.Equal(bytes, reader.Block(100_000, "block").ToArray());
        Assert.Equal("æ", reader.Text(2, "text"));
        reader.End();
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0x00 })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { })]
    public void Varint_TooLongOrCut_Throws(byte[] bytes)
    {
        var state = Written(writer => writer.Bytes(bytes));

        Assert.Throws<LearnerStateException>(() => new StateReader(state).Varint(0, ulong.MaxValue, "value"));
    }

    [Fact]
    public void Text_NotUtf8_Throws()
    {
        var state = Written(writer => writer.Block([0xC3]));

        Assert.Throws<LearnerStateException>(() => new StateReader(state).Text(10, "text"));
    }

    [Fact]
    public void End_BytesAreLeft_Throws()
    {
        var state = Written(writer => writer.Varint(1));

        Assert.Throws<LearnerStateException>(() => new StateReader(state).End());
    }

    private static byte[] Written(Action<StateWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new StateWriter(output);
        write(writer);
        writer.End();
        return output.WrittenSpan.ToArray();
    }
}
