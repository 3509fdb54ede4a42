using System.Security.Cryptography;
using Berlin.Storage.Entities;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IEntityStates"/> keeps.</summary>
public abstract class EntityStatesConformance : StorageConformance
{
    private IEntityStates States => Storage.EntityStates;

    [Fact]
    public async Task Publish_NewState_IsReadBackAsGiven()
    {
        var stream = await CreateStreamAsync();
        var state = State("e", 7, size: 3_000);

        Assert.True(await States.PublishAsync(stream, state, Cancel));
        await Storage.ReopenAsync();

        AssertSame(state, await States.FindAsync(stream, 1, "e", Cancel));
        Assert.Null(await States.FindAsync(stream, 2, "e", Cancel));
        Assert.Null(await States.FindAsync(stream, 1, "E", Cancel));
        Assert.Null(await States.FindAsync(stream, 1, "", Cancel));
    }

    [Fact]
    public async Task Publish_NewerOlderAndSame_KeepsTheNewest()
    {
        var stream = await CreateStreamAsync();
        Assert.True(await States.PublishAsync(stream, State("e", 7), Cancel));

        Assert.True(await States.PublishAsync(stream, State("e", 9), Cancel));
        Assert.False(await States.PublishAsync(stream, State("e", 8), Cancel));
        Assert.False(await States.PublishAsync(stream, State("e", 9) with { Bytes = [1] }, Cancel));

        AssertSame(State("e", 9), await States.FindAsync(stream, 1, "e", Cancel));
    }

    [Fact]
    public async Task Publish_ManyAtOnce_TheNewestIsLeft()
    {
        var stream = await CreateStreamAsync();

        await Task.WhenAll(Enumerable.Range(1, 40).Reverse().Select(sequence => States.PublishAsync(stream, State("e", sequence), Cancel)));

        AssertSame(State("e", 40), await States.FindAsync(stream, 1, "e", Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Publish_OtherGeneration_StoresNothing(long generation)
    {
        var stream = await CreateStreamAsync();

        Assert.False(await States.PublishAsync(stream, State("e", 7, generation: generation), Cancel));

        Assert.Null(await States.FindAsync(stream, generation, "e", Cancel));
        Assert.Equal(new EntityStatesSummary(0, 0, 0, 0, 0, 0), await States.SummarizeAsync(stream, Cancel));
    }

    [Fact]
    public async Task EveryCall_UnknownStream_FindsNothing()
    {
        var stream = new StreamKey("nobody", "nothing");

        Assert.False(await States.PublishAsync(stream, State("e", 1), Cancel));
        Assert.Null(await States.FindAsync(stream, 1, "e", Cancel));
        Assert.Equal(0, (await States.SummarizeAsync(stream, Cancel)).Count);
    }

    [Fact]
    public async Task Publish_DigestOfAnotherLength_IsABug()
    {
        var stream = await CreateStreamAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => States.PublishAsync(stream, State("e", 1) with { Sha256 = [1] }, Cancel));
    }

    [Fact]
    public async Task Publish_SameEntityOfAnotherStream_IsAnotherState()
    {
        var first = await CreateStreamAsync();
        var second = await CreateStreamAsync(model: "other");
        await States.PublishAsync(first, State("e", 5), Cancel);

        Assert.Null(await States.FindAsync(second, 1, "e", Cancel));
        Assert.True(await States.PublishAsync(second, State("e", 3), Cancel));

        AssertSame(State("e", 5), await States.FindAsync(first, 1, "e", Cancel));
    }

    [Theory]
    [MemberData(nameof(NaughtyTexts.All), MemberType = typeof(NaughtyTexts))]
    public async Task Publish_NaughtyEntity_IsKeptCharacterByCharacter(string text)
    {
        var stream = await CreateStreamAsync();
        await States.PublishAsync(stream, State(text, 1), Cancel);

        AssertSame(State(text, 1), await States.FindAsync(stream, 1, text, Cancel));
    }

    [Theory]
    [InlineData(1, 10, 10, 10)]
    [InlineData(2, 10, 20, 20)]
    [InlineData(10, 50, 90, 100)]
    [InlineData(200, 1_000, 1_800, 1_980)]
    public async Task Summarize_StatesOfTenToTenTimesN_AreOfTheNearestRank(int states, long p50, long p90, long p99)
    {
        var stream = await CreateStreamAsync();
        var numbers = Enumerable.Range(1, states).ToArray();
        new Random(3).Shuffle(numbers);
        await Task.WhenAll(numbers.Select(number => States.PublishAsync(stream, State($"e{number}", 1, size: number * 10), Cancel)));

        var total = 10L * states * (states + 1) / 2;
        Assert.Equal(new EntityStatesSummary(states, total, p50, p90, p99, states * 10), await States.SummarizeAsync(stream, Cancel));
    }

    private static StoredEntityState State(string entity, long sequence, int size = 10, long generation = 1)
    {
        byte[] bytes = [.. Enumerable.Range(0, size).Select(index => (byte)(index + sequence))];
        return new StoredEntityState { Entity = entity, Generation = generation, Sequence = sequence, Bytes = bytes, Sha256 = SHA256.HashData(bytes) };
    }

    private static void AssertSame(StoredEntityState expected, StoredEntityState? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Bytes, actual.Bytes);
        Assert.Equal(expected.Sha256, actual.Sha256);
        Assert.Equal(expected with { Bytes = actual.Bytes, Sha256 = actual.Sha256 }, actual);
    }
}
