using System.Buffers;
using Berlin.Actors.Cluster.Transport;
using Berlin.Actors.Wire;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>What waits to be sent is bounded, goes out whole, in order, and many frames at once.</summary>
public sealed class FrameQueueTests
{
    [Fact]
    public async Task Frames_GoOutInOrder_ThoseThatWaitTogether()
    {
        var queue = new FrameQueue();
        var sent = new ArrayBufferWriter<byte>();
        var flushes = 0;
        var entered = new TaskCompletionSource();
        var passing = new TaskCompletionSource();
        var sending = queue.SendAllAsync(
            async (frames, _) =>
            {
                entered.TrySetResult();
                await passing.Task;
                flushes++;
                sent.Write(frames.ToArray());
            },
            CancellationToken.None);
        Assert.Equal(SendResult.Queued, queue.Add([1]));
        await entered.Task.WaitAsync(TimeSpan.FromMinutes(1));
        for (byte number = 2; number <= 100; number++)
        {
            Assert.Equal(SendResult.Queued, queue.Add([number, number]));
        }

        queue.Close();
        passing.SetResult();
        await sending.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, flushes);
        var rest = new ReadOnlySequence<byte>(sent.WrittenMemory);
        for (byte number = 1; number <= 100; number++)
        {
            Assert.Equal(number == 1 ? 1u : 2u, FrameStream.LengthOf(rest));
            Assert.Equal(number, rest.Slice(FrameQueue.HeadBytes).FirstSpan[0]);
            rest = rest.Slice(FrameQueue.HeadBytes + FrameStream.LengthOf(rest));
        }

        Assert.True(rest.IsEmpty);
        Assert.Equal(SendResult.Closed, queue.Add([1]));
    }

    [Fact]
    public void QueueThatNobodyEmpties_IsBoundedInBytes()
    {
        var queue = new FrameQueue();
        var frame = new byte[8 << 20];
        for (var count = 0; count < 7; count++)
        {
            Assert.Equal(SendResult.Queued, queue.Add(frame));
        }

        Assert.Equal(SendResult.Full, queue.Add(frame));
        Assert.Equal(SendResult.Queued, queue.Add(new byte[1 << 20]));
        queue.Close();
    }

    [Fact]
    public void QueueThatNobodyEmpties_IsBoundedInFrames()
    {
        var queue = new FrameQueue();
        for (var count = 0; count < WireBounds.MaxQueuedFrames; count++)
        {
            Assert.Equal(SendResult.Queued, queue.Add([1]));
        }

        Assert.Equal(SendResult.Full, queue.Add([1]));
        queue.Close();
    }

    [Fact]
    public void LargestFrame_IsTakenWhereNothingWaits()
    {
        var queue = new FrameQueue();
        Assert.Equal(SendResult.Queued, queue.Add(new byte[WireBounds.MaxFrameBytes]));
        Assert.Equal(SendResult.Full, queue.Add([1]));
        queue.Close();
    }
}
