using Berlin.Storage.Blobs;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IBlobStore"/> keeps.</summary>
public abstract class BlobStoreConformance : StorageConformance
{
    private IBlobStore Blobs => Storage.Blobs;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_096)]
    [InlineData(3_000_001)]
    public async Task Put_AnySize_IsReadBackAsGiven(int size)
    {
        var content = Bytes(size);

        await Blobs.PutAsync("checkpoints/a/1", content, Cancel);
        await Storage.ReopenAsync();

        Assert.Equal(content, await Blobs.GetAsync("checkpoints/a/1", Cancel));
    }

    [Fact]
    public async Task Put_SameBytesAgain_IsAllowed()
    {
        await Blobs.PutAsync("a", Bytes(100), Cancel);
        await Blobs.PutAsync("a", Bytes(100), Cancel);

        Assert.Equal(Bytes(100), await Blobs.GetAsync("a", Cancel));
    }

    [Fact]
    public async Task Put_OtherBytes_IsRefusedAndTheFirstStay()
    {
        await Blobs.PutAsync("a", Bytes(100), Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Blobs.PutAsync("a", Bytes(101), Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Blobs.PutAsync("a", Bytes(100).Reverse().ToArray(), Cancel));

        Assert.Equal(Bytes(100), await Blobs.GetAsync("a", Cancel));
    }

    [Fact]
    public async Task Put_ManyAtOnceOfOneName_OneWins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(PutAsync));

        var stored = await Blobs.GetAsync("race", Cancel);
        Assert.All(outcomes, outcome => Assert.Equal(outcome.Content.AsSpan().SequenceEqual(stored), outcome.Stored));
        Assert.Equal(["race"], await Blobs.ListAsync("", Cancel));

        async Task<(byte[] Content, bool Stored)> PutAsync(int number)
        {
            var content = Bytes(50_000 + (number % 3));
            try
            {
                await Blobs.PutAsync("race", content, Cancel);
                return (content, true);
            }
            catch (InvalidOperationException)
            {
                return (content, false);
            }
        }
    }

    [Fact]
    public async Task Get_MissingNameOrFolder_IsNull()
    {
        Assert.Null(await Blobs.GetAsync("a", Cancel));
        Assert.Null(await Blobs.GetAsync("a/b/c", Cancel));
    }

    [Fact]
    public async Task Delete_Blob_IsGoneAndItsNameFree()
    {
        await Blobs.PutAsync("a/b", Bytes(10), Cancel);

        await Blobs.DeleteAsync("a/b", Cancel);
        await Blobs.DeleteAsync("a/b", Cancel);
        await Blobs.DeleteAsync("never/was", Cancel);

        Assert.Null(await Blobs.GetAsync("a/b", Cancel));
        await Blobs.PutAsync("a/b", Bytes(11), Cancel);
    }

    [Fact]
    public async Task List_Prefix_GivesNamesInOrdinalOrder()
    {
        string[] names = ["a-b/1", "a/10", "a/2", "a/b/1", "a/b/c/1", "ab", "b", "b.bin", "b_x"];
        foreach (var name in names.Reverse())
        {
            await Blobs.PutAsync(name, Bytes(1), Cancel);
        }

        foreach (var prefix in new[] { "", "a", "a/", "a/b", "a/b/", "a/1", "b", "b.", "c", "a/b/c/d/" })
        {
            var expected = names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            Assert.Equal(expected, await Blobs.ListAsync(prefix, Cancel));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".hidden")]
    [InlineData("a/.1.tmp")]
    [InlineData("a.")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("c:a")]
    [InlineData("ä")]
    public async Task EveryCall_BadName_IsABug(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.PutAsync(name, Bytes(1), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.GetAsync(name, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.DeleteAsync(name, Cancel));
    }

    [Theory]
    [InlineData("../")]
    [InlineData("a/../")]
    [InlineData("/")]
    [InlineData("/etc/")]
    [InlineData(".")]
    [InlineData("a//")]
    public async Task List_PrefixOfNoName_IsABug(string prefix) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.ListAsync(prefix, Cancel));

    [Fact]
    public async Task Put_LongestName_Works()
    {
        var longest = string.Join('/', Enumerable.Repeat(new string('a', 49), 4));
        await Blobs.PutAsync(longest, Bytes(1), Cancel);

        Assert.Equal([longest], await Blobs.ListAsync("a", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.PutAsync(longest + "aa", Bytes(1), Cancel));
    }

    protected static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }
}
