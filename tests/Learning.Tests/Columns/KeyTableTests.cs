using System.Buffers;

namespace Berlin.Learning.Tests;

public sealed class KeyTableTests
{
    [Theory]
    [InlineData(231, 1_000_000)]
    [InlineData(232, 500)]
    public void FindOrAdd_RandomHashes_NumbersThemInOrderUpToTheBound(int seed, int max)
    {
        var random = new Random(seed);
        var table = new KeyTable(max);
        var expected = new Dictionary<ulong, int>();
        for (var i = 0; i < 5_000; i++)
        {
            // Few distinct low bits make many share a slot; 0 is a hash like any other.
            var hash = ((ulong)random.NextInt64() << 44) | (ulong)random.NextInt64(3);
            hash = random.Next(50) == 0 ? 0 : random.Next(3) == 0 && expected.Count > 0 ? expected.Keys.ElementAt(random.Next(expected.Count)) : hash;
            if (expected.Count < max)
            {
                expected.TryAdd(hash, expected.Count);
            }

            Assert.Equal(expected.GetValueOrDefault(hash, -1), table.FindOrAdd(hash));
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.All(expected, key => Assert.Equal(key.Value, table.Find(key.Key)));
        Assert.Equal(-1, table.Find(12345));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSameTable()
    {
        var table = new KeyTable(100);
        for (var i = 0UL; i < 50; i++)
        {
            table.FindOrAdd(i * i);
        }

        var state = Written(table);
        var read = new KeyTable(100);
        var reader = new StateReader(state);
        read.Read(ref reader);
        reader.End();

        Assert.Equal(state, Written(read));
        Assert.Equal(table.Find(49), read.Find(49));
        Assert.Throws<LearnerStateException>(() =>
        {
            var again = new StateReader(state);
            new KeyTable(49).Read(ref again);
        });
    }

    private static byte[] Written(KeyTable table)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new StateWriter(output);
        table.Write(writer);
        writer.End();
        return output.WrittenSpan.ToArray();
    }
}
