using Berlin.Storage.Jobs;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IJobFiles"/> keeps.</summary>
public abstract class JobFilesConformance : IAsyncLifetime
{
    protected IJobFiles Files { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Files = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens the files; again on the same data, when it is called again.</summary>
    protected abstract ValueTask<IJobFiles> OpenAsync();

    protected async Task ReopenAsync() => Files = await OpenAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task WriteInput_AnySize_IsReadBackFromAnyOffset(int size)
    {
        var content = Content(size);

        Assert.Equal(size, await Files.WriteInputAsync("j1", new MemoryStream(content), size, Cancel));
        await ReopenAsync();

        foreach (var offset in new[] { 0, size / 3, size, size + 10 })
        {
            Assert.Equal(content[Math.Min(offset, size)..], await ReadAsync(await Files.OpenInputAsync("j1", offset, Cancel)));
        }
    }

    [Fact]
    public async Task WriteInput_OneByteTooMany_IsRefusedWhole()
    {
        var refusal = await Assert.ThrowsAsync<JobInputTooLargeException>(() => Files.WriteInputAsync("j1", new MemoryStream(Content(300_001)), 300_000, Cancel));

        Assert.Equal(300_000, refusal.MaxBytes);
        await AssertNothingAsync("j1");
        Assert.Equal(300_000, await Files.WriteInputAsync("j1", new MemoryStream(Content(300_000)), 300_000, Cancel));
    }

    [Fact]
    public async Task WriteInput_SourceFailsHalfWay_ThrowsItsErrorAndStoresNothing()
    {
        await Assert.ThrowsAsync<EndOfStreamException>(() => Files.WriteInputAsync("j1", new FailingStream(500_000), long.MaxValue, Cancel));

        await AssertNothingAsync("j1");
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
    }

    [Fact]
    public async Task WriteInput_Cancelled_StoresNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Files.WriteInputAsync("j1", new MemoryStream([1]), 10, new CancellationToken(canceled: true)));

        await AssertNothingAsync("j1");
    }

    [Fact]
    public async Task WriteInput_Twice_KeepsTheFirst()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1, 2]), 10, Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Files.WriteInputAsync("j1", new MemoryStream([3]), 10, Cancel));

        Assert.Equal([1, 2], await ReadAsync(await Files.OpenInputAsync("j1", 0, Cancel)));
    }

    [Fact]
    public async Task WriteResult_InSteps_IsReadBackWhole()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        var content = Content(300_000);
        var length = 0L;
        foreach (var step in new[] { 0, 1, 100_000, 0, 199_999 })
        {
            length = await Files.WriteResultAsync("j1", 1, length, content.AsMemory((int)length, step), Cancel);
        }

        await ReopenAsync();

        Assert.Equal(300_000, length);
        Assert.Equal(content, await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
    }

    [Fact]
    public async Task WriteResult_BehindACrash_TakesWhatWasLeftBehindTheOffset()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1, 2, 3, 4, 5, 6 }, Cancel);

        Assert.Equal(4, await Files.WriteResultAsync("j1", 1, 3, new byte[] { 9 }, Cancel));

        Assert.Equal([1, 2, 3, 9], await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
    }

    [Fact]
    public async Task WriteResult_NothingBehindAnOffset_CutsIt()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, Array.Empty<byte>(), Cancel);
        Assert.Empty(await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1, 2, 3 }, Cancel);

        await Files.WriteResultAsync("j1", 1, 2, Array.Empty<byte>(), Cancel);
        Assert.Equal([1, 2], await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
        await Files.WriteResultAsync("j1", 1, 0, Array.Empty<byte>(), Cancel);
        Assert.Empty(await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
    }

    [Fact]
    public async Task WriteResult_OfALaterTake_GoesOnBehindWhatTheRowSays()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1, 2, 3, 4 }, Cancel);

        Assert.Equal(4, await Files.WriteResultAsync("j1", 3, 3, new byte[] { 9 }, Cancel));

        Assert.Equal([1, 2, 3, 9], await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
    }

    [Fact]
    public async Task WriteResult_DeposedRunnerWakes_NoByteOfItCounts()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1, 2, 3 }, Cancel);
        await Files.WriteResultAsync("j1", 2, 3, new byte[] { 4, 5, 6 }, Cancel);

        // The first runner goes on as far as it was; what becomes of its write does not matter.
        await Record.ExceptionAsync(() => Files.WriteResultAsync("j1", 1, 3, new byte[] { 66, 66, 66, 66, 66 }, Cancel));
        await Record.ExceptionAsync(() => Files.WriteResultAsync("j1", 1, 0, new byte[] { 66 }, Cancel));
        Assert.Equal([1, 2, 3, 4, 5, 6], await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));

        // Neither for this runner nor for those after it.
        await Files.WriteResultAsync("j1", 2, 6, new byte[] { 7 }, Cancel);
        await Files.WriteResultAsync("j1", 4, 7, new byte[] { 8 }, Cancel);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
    }

    [Fact]
    public async Task WriteResult_RunnerThatNeverWroteWakesBehindALaterOne_IsNotCopiedFrom()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1, 2 }, Cancel);
        await Files.WriteResultAsync("j1", 3, 2, new byte[] { 3, 4 }, Cancel);

        await Record.ExceptionAsync(() => Files.WriteResultAsync("j1", 2, 2, new byte[] { 66, 66, 66 }, Cancel));
        await Files.WriteResultAsync("j1", 4, 4, new byte[] { 5 }, Cancel);

        Assert.Equal([1, 2, 3, 4, 5], await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
    }

    [Fact]
    public async Task OpenResult_ThenALaterTakeBegins_ReadsOn()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1, 2 }, Cancel);
        await using var reading = (await Files.OpenResultAsync("j1", Cancel))!;

        await Files.WriteResultAsync("j1", 2, 1, new byte[] { 9 }, Cancel);

        Assert.Equal([1, 2], await ReadAsync(reading));
    }

    [Fact]
    public async Task WriteResult_ShorterThanTheOffset_IsRefusedAndKept()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1, 2 }, Cancel);

        await Assert.ThrowsAsync<InvalidDataException>(() => Files.WriteResultAsync("j1", 1, 3, new byte[] { 9 }, Cancel));
        await Assert.ThrowsAsync<InvalidDataException>(() => Files.WriteResultAsync("j1", 2, 3, new byte[] { 9 }, Cancel));

        Assert.Equal([1, 2], await ReadAsync(await Files.OpenResultAsync("j1", Cancel)));
    }

    [Fact]
    public async Task WriteResult_JobWithoutFiles_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => Files.WriteResultAsync("j1", 1, 0, new byte[] { 9 }, Cancel));

        await AssertNothingAsync("j1");
    }

    [Fact]
    public async Task OpenResult_WhileItGrows_ReadsOn()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1, 2 }, Cancel);
        await using var result = (await Files.OpenResultAsync("j1", Cancel))!;
        Assert.True(result.CanSeek);

        await Files.WriteResultAsync("j1", 1, 2, new byte[] { 3 }, Cancel);

        Assert.Equal(3, result.Length);
        result.Position = 1;
        Assert.Equal([2, 3], await ReadAsync(result));
    }

    [Fact]
    public async Task Delete_JobThatIsRead_RemovesItForTheNext()
    {
        var content = Content(400_000);
        await Files.WriteInputAsync("j1", new MemoryStream(content), long.MaxValue, Cancel);
        await Files.WriteResultAsync("j1", 1, 0, new byte[] { 1 }, Cancel);
        await using (var reading = (await Files.OpenInputAsync("j1", 0, Cancel))!)
        {
            await Files.DeleteAsync("j1", Cancel);
            Assert.Equal(content, await ReadAsync(reading));
        }

        await AssertNothingAsync("j1");
        await Files.DeleteAsync("j1", Cancel);
    }

    [Fact]
    public async Task List_SeveralJobs_TellsTheirIdsInOrder()
    {
        Assert.Empty(await Files.ListAsync(TimeSpan.Zero, Cancel));
        foreach (var id in new[] { "b", "a", "a-1", "0" })
        {
            await Files.WriteInputAsync(id, new MemoryStream([1]), 10, Cancel);
        }

        await ReopenAsync();

        Assert.Equal(["0", "a", "a-1", "b"], await Files.ListAsync(TimeSpan.Zero, Cancel));
    }

    [Fact]
    public async Task List_JobThatHasJustChanged_IsNotAmongTheAbandoned()
    {
        await Files.WriteInputAsync("j1", new MemoryStream([1]), 10, Cancel);

        Assert.Empty(await Files.ListAsync(TimeSpan.FromMinutes(1), Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Files.ListAsync(TimeSpan.FromSeconds(-1), Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("a\0")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public async Task EveryCall_MalformedId_IsABug(string id)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Files.WriteInputAsync(id, new MemoryStream(), 1, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Files.OpenInputAsync(id, 0, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Files.WriteResultAsync(id, 1, 0, new byte[1], Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Files.OpenResultAsync(id, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Files.DeleteAsync(id, Cancel));
    }

    private async Task AssertNothingAsync(string id)
    {
        Assert.Null(await Files.OpenInputAsync(id, 0, Cancel));
        Assert.Null(await Files.OpenResultAsync(id, Cancel));
        Assert.Empty(await Files.ListAsync(TimeSpan.Zero, Cancel));
    }

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }

    private static async Task<byte[]> ReadAsync(Stream? stream)
    {
        Assert.NotNull(stream);
        await using (stream)
        {
            var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Cancel);
            return copy.ToArray();
        }
    }

    /// <summary>Gives some bytes, then fails as a client does who goes away.</summary>
    private sealed class FailingStream(int bytes) : MemoryStream(new byte[bytes])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new EndOfStreamException("planned") : base.ReadAsync(buffer, cancellationToken);
    }
}
