using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests;

public sealed class SequenceTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private ISequenceGrain Grain { get; } = fixture.Grains.GetGrain<ISequenceGrain>(Gates.NewName());

    [Fact]
    public async Task Sequence_ArrivesWholeAndInOrder_EachTimeItIsEnumerated()
    {
        var sequence = Grain.CountAsync(1000, failAt: -1);
        Assert.Equal(Enumerable.Range(0, 1000), await sequence.ToArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1000, await sequence.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FailureInTheMiddle_ArrivesAfterWhatCameBefore()
    {
        List<int> seen = [];
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var number in Grain.CountAsync(10, failAt: 3))
            {
                seen.Add(number);
            }
        });
        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public async Task ReaderThatLeaves_EndsTheGrainsEnumeration_AndOtherCallsRunMeanwhile()
    {
        var (name, gate) = Gates.New();
        await foreach (var number in Grain.EndlessAsync(name, TestContext.Current.CancellationToken))
        {
            Assert.Equal(number, await Grain.EchoAsync(number));
            if (number == 300)
            {
                break;
            }
        }

        await gate.Entered;
    }

    [Fact]
    public async Task CancelledReader_GetsTheCancellation_AndEndsTheGrainsEnumeration()
    {
        var (name, gate) = Gates.New();
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var number in Grain.EndlessAsync(name, source.Token))
            {
                if (number == 3)
                {
                    await source.CancelAsync();
                }
            }
        });
        await gate.Entered;
    }

    [Fact]
    public async Task Items_AreIsolatedFromTheGrain()
    {
        await foreach (var row in Grain.RowsAsync(3))
        {
            Assert.Equal(1, row[0]);
            row[0] = 100;
        }
    }
}
