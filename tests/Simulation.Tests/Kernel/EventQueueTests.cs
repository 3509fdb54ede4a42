namespace Berlin.Simulation.Tests.Kernel;

public sealed class EventQueueTests
{
    [Fact]
    public void Take_AfterAddsAndTakesInAnyOrder_GivesTheFirstByTimeThenTie()
    {
        var draws = new Draws(11);
        var queue = new EventQueue<(long Due, ulong Tie)>();
        SortedSet<(long Due, ulong Tie)> expected = [];
        for (var step = 0; step < 20_000; step++)
        {
            // More adds than takes at first, then the other way round, so that it grows past its first size and empties.
            if (draws.Chance(step < 10_000 ? 0.7 : 0.2) || expected.Count == 0)
            {
                var item = (Due: (long)draws.Below(50), Tie: draws.Next());
                expected.Add(item);
                queue.Add(item.Due, item.Tie, item);
            }
            else
            {
                Assert.True(queue.TryPeek(out var due));
                Assert.Equal(expected.Min.Due, due);
                Assert.Equal(expected.Min, queue.Take(out due));
                Assert.Equal(expected.Min.Due, due);
                expected.Remove(expected.Min);
            }
        }

        while (expected.Count > 0)
        {
            Assert.Equal(expected.Min, queue.Take(out _));
            expected.Remove(expected.Min);
        }

        Assert.False(queue.TryPeek(out _));
    }
}
