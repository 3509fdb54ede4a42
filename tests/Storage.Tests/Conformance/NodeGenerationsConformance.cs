namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="INodeGenerations"/> keeps.</summary>
public abstract class NodeGenerationsConformance : StorageConformance
{
    [Fact]
    public async Task Next_AlsoAfterAReopen_Rises()
    {
        var first = await Storage.NodeGenerations.NextAsync(Cancel);
        var second = await Storage.NodeGenerations.NextAsync(Cancel);
        await Storage.ReopenAsync();
        var third = await Storage.NodeGenerations.NextAsync(Cancel);

        Assert.True(first >= 1);
        Assert.True(first < second && second < third);
    }

    [Fact]
    public async Task Next_ManyAtOnce_AreAllDifferent()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Storage.NodeGenerations.NextAsync(Cancel)));

        Assert.Equal(100, numbers.Distinct().Count());
    }
}
