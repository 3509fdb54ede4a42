using Berlin.Actors.Tests.Grains;
using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Embedded;

/// <summary>What holds because caller and grain are in one process.</summary>
public sealed class InProcessCallTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly string _key = Gates.NewName();

    [Fact]
    public async Task ImmutableArguments_AreShared()
    {
        var grain = fixture.Grains.GetGrain<ICopyGrain>(_key);
        var ticket = new Ticket { Text = "t" };
        byte[] bytes = [1];
        Lent.Put(_key + "/ticket", ticket);
        Lent.Put(_key + "/bytes", bytes);
        Assert.True(await grain.SharesAsync(ticket, bytes));
        Assert.True(await grain.SharesWrappedAsync(bytes.AsImmutable()));
    }

    [Fact]
    public async Task ExceptionOfAGrain_KeepsItsStack()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Grains.GetGrain<ICallsGrain>(_key).ThrowAsync("x", beforeFirstAwait: false));
        Assert.Contains(nameof(CallsGrain.ThrowAsync), failure.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void GrainMadeByHand_IsRefused() => Assert.Throws<InvalidOperationException>(() => new CallsGrain());
}
