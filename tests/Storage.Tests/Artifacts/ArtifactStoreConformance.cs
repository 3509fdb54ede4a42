using System.Security.Cryptography;
using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>What every <see cref="IArtifactStore"/> keeps.</summary>
public abstract class ArtifactStoreConformance : IAsyncLifetime
{
    private IArtifactStoreUnderTest? _underTest;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected IArtifactStoreUnderTest UnderTest => _underTest!;

    private IArtifactStore Store => UnderTest.Store;

    public async ValueTask InitializeAsync() => _underTest = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_underTest is not null)
        {
            await _underTest.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(5_242_880)]
    [InlineData(5_300_001)]
    public async Task Store_AnySize_IsReadBackAsGiven(int size)
    {
        var content = Bytes(size);

        var digest = await StoreAsync(content);
        await UnderTest.ReopenAsync();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), $"{digest}");
        await AssertHoldsAsync(digest, content);
        Assert.Equal([new StoredArtifact(digest, size)], await ListAsync());
    }

    [Fact]
    public async Task Receive_NotStored_IsInNoStore()
    {
        ArtifactDigest digest;
        await using (var upload = await Store.ReceiveAsync(new MemoryStream(Bytes(100_000)), 100_000, Cancel))
        {
            digest = upload.Digest;
            Assert.Equal(100_000, upload.SizeBytes);
            Assert.Null(await Store.OpenAsync(digest, Cancel));
            Assert.Empty(await ListAsync());
        }

        Assert.Null(await Store.OpenAsync(digest, Cancel));
        AssertNothingOnItsWay();
    }

    [Fact]
    public async Task Receive_StreamThatStandsInTheMiddle_TakesTheRest()
    {
        var content = Bytes(1_000);
        using var stream = new MemoryStream(content) { Position = 400 };

        await using var upload = await Store.ReceiveAsync(stream, 600, Cancel);

        Assert.Equal(ArtifactDigest.Of(content.AsSpan(400)), upload.Digest);
        Assert.True(stream.CanRead, "The stream is the caller's to close.");
    }

    [Fact]
    public async Task Receive_StreamOfSmallPieces_TakesAll()
    {
        var content = Bytes(300_000);
        await using var upload = await Store.ReceiveAsync(new FaultyStream(content) { PieceBytes = 777 }, content.Length, Cancel);

        Assert.Equal(ArtifactDigest.Of(content), upload.Digest);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(99, 100)]
    [InlineData(131_071, 131_072)]
    [InlineData(131_072, 131_073)]
    [InlineData(1_000_000, 1_000_001)]
    [InlineData(1_000, 1_000_000)]
    public async Task Receive_OneByteTooMany_IsRefusedWithTheBound(long bound, int size)
    {
        var error = await Assert.ThrowsAsync<ArtifactTooLargeException>(() => Store.ReceiveAsync(new MemoryStream(Bytes(size)), bound, Cancel));

        Assert.Equal(bound, error.MaxBytes);
        Assert.Contains($"{bound} bytes", error.Message, StringComparison.Ordinal);
        AssertNothingOnItsWay();
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Receive_EndlessStream_EndsAtTheBound()
    {
        using var endless = new FaultyStream(Bytes(1_000)) { IsEndless = true };

        await Assert.ThrowsAsync<ArtifactTooLargeException>(() => Store.ReceiveAsync(endless, 3_000_000, Cancel));

        Assert.InRange(endless.BytesRead, 3_000_001, 3_000_000 + (128 * 1_024));
        AssertNothingOnItsWay();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(400_000)]
    public async Task Receive_StreamThatFails_GivesItsErrorAndLeavesNothing(int failAfter)
    {
        using var stream = new FaultyStream(Bytes(500_000)) { FailAfter = failAfter };

        Assert.Equal("planned", (await Assert.ThrowsAsync<IOException>(() => Store.ReceiveAsync(stream, 500_000, Cancel))).Message);

        AssertNothingOnItsWay();
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Receive_CancelledHalfWay_LeavesNothing()
    {
        using var source = new CancellationTokenSource();
        using var stream = new FaultyStream(Bytes(500_000)) { OnHalf = source.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ReceiveAsync(stream, 500_000, source.Token));

        AssertNothingOnItsWay();
    }

    [Fact]
    public async Task Store_Twice_IsAllowed()
    {
        var content = Bytes(1_000);
        await using var upload = await Store.ReceiveAsync(new MemoryStream(content), 1_000, Cancel);

        await upload.StoreAsync(Cancel);
        await upload.StoreAsync(Cancel);
        var digest = await StoreAsync(content);

        Assert.Equal(upload.Digest, digest);
        await AssertHoldsAsync(digest, content);
        Assert.Equal([new StoredArtifact(digest, 1_000)], await ListAsync());
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Store_OverADamagedCopy_HealsIt(Damage damage)
    {
        var content = Bytes(200_000);
        var digest = await StoreAsync(content);
        File.WriteAllBytes(UnderTest.FileOf(digest), damage.Apply([.. content]));
        Assert.NotEqual(content, File.ReadAllBytes(UnderTest.FileOf(digest)));

        await StoreAsync(content);

        await AssertHoldsAsync(digest, content);
        Assert.Equal([new StoredArtifact(digest, content.Length)], await ListAsync());
    }

    public static TheoryData<Damage> Damages => [.. Damage.All];

    [Fact]
    public async Task Store_ManyOfOneDigestAtOnce_LeavesItWhole()
    {
        var content = Bytes(300_000);
        await using var other = await UnderTest.OpenOtherAsync();
        var uploads = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => (number % 2 == 0 ? Store : other.Store).ReceiveAsync(new MemoryStream(content), content.Length, Cancel)));

        await Task.WhenAll(uploads.Select(upload => upload.StoreAsync(Cancel)));
        foreach (var upload in uploads)
        {
            await upload.DisposeAsync();
        }

        await UnderTest.SettleAsync(uploads[0].Digest, content.Length);
        await AssertHoldsAsync(uploads[0].Digest, content);
        Assert.Equal([new StoredArtifact(uploads[0].Digest, content.Length)], await ListAsync());
        AssertNothingOnItsWay();
    }

    [Fact]
    public async Task Store_ByAnother_IsSeenAtOnce()
    {
        await using var other = await UnderTest.OpenOtherAsync();
        var content = Bytes(10_000);
        var digest = await StoreAsync(content);

        Assert.Equal(content, await ReadAsync(other.Store, digest));
        await other.Store.DeleteAsync(digest, Cancel);

        Assert.Null(await Store.OpenAsync(digest, Cancel));
    }

    [Fact]
    public async Task Open_MissingDigest_IsNull() =>
        Assert.Null(await Store.OpenAsync(ArtifactDigest.Of("never stored"u8), Cancel));

    [Fact]
    public async Task Open_StreamInSteps_ReadsToTheEndAndStaysThere()
    {
        var content = Bytes(10_000);
        await using var stream = await Store.OpenAsync(await StoreAsync(content), Cancel);

        var read = new byte[content.Length];
        await stream!.ReadExactlyAsync(read.AsMemory(0, 4_000), Cancel);
        stream.ReadExactly(read.AsSpan(4_000));

        Assert.Equal(content, read);
        Assert.Equal(0, await stream.ReadAsync(read, Cancel));
        Assert.False(stream.CanWrite);
    }

    [Fact]
    public async Task Delete_Artifact_IsGoneAndMayComeBack()
    {
        var content = Bytes(100);
        var digest = await StoreAsync(content);
        var neighbour = await StoreAsync(Bytes(101));

        await Store.DeleteAsync(digest, Cancel);
        await Store.DeleteAsync(digest, Cancel);
        await Store.DeleteAsync(ArtifactDigest.Of("never stored"u8), Cancel);

        Assert.Null(await Store.OpenAsync(digest, Cancel));
        Assert.Equal([new StoredArtifact(neighbour, 101)], await ListAsync());
        Assert.Equal(digest, await StoreAsync(content));
        await AssertHoldsAsync(digest, content);
    }

    [Fact]
    public async Task Delete_WhileItIsRead_LetsTheReaderFinish()
    {
        var content = Bytes(3_000_000);
        var digest = await StoreAsync(content);
        await using var stream = await Store.OpenAsync(digest, Cancel);
        var read = new byte[content.Length];
        await stream!.ReadExactlyAsync(read.AsMemory(0, 100_000), Cancel);

        await Store.DeleteAsync(digest, Cancel);

        await stream.ReadExactlyAsync(read.AsMemory(100_000), Cancel);
        Assert.Equal(content, read);
    }

    [Fact]
    public async Task List_Many_GivesEachOnce()
    {
        var stored = new List<StoredArtifact>();
        foreach (var size in Enumerable.Range(1, UnderTest.ManyArtifacts))
        {
            stored.Add(new StoredArtifact(await StoreAsync(Bytes(size)), size));
        }

        Assert.Equal(stored.OrderBy(artifact => $"{artifact.Digest}", StringComparer.Ordinal), await ListAsync());
    }

    [Fact]
    public async Task EveryCall_Cancelled_DoesNothing()
    {
        var digest = await StoreAsync(Bytes(100));
        await using var upload = await Store.ReceiveAsync(new MemoryStream(Bytes(101)), 101, Cancel);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ReceiveAsync(new MemoryStream(Bytes(5)), 5, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.StoreAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.OpenAsync(digest, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteAsync(digest, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ListAsync(cancelled).ToListAsync(Cancel));

        Assert.Equal([new StoredArtifact(digest, 100)], await ListAsync());
    }

    [Fact]
    public async Task EveryCall_StoreAway_IsUnavailable()
    {
        var digest = await StoreAsync(Bytes(100));
        await using var upload = await Store.ReceiveAsync(new MemoryStream(Bytes(101)), 101, Cancel);
        await UnderTest.TakeAwayAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => upload.StoreAsync(Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Store.ListAsync(Cancel).ToListAsync(Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.OpenAsync(digest, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.DeleteAsync(digest, Cancel));

        await UnderTest.BringBackAsync();
        await upload.StoreAsync(Cancel);
        await UnderTest.SettleAsync(upload.Digest, 101);
        await AssertHoldsAsync(digest, Bytes(100));
        await AssertHoldsAsync(upload.Digest, Bytes(101));
    }

    [Fact]
    public async Task Receive_ArgumentsThatCannotBe_AreBugs()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Store.ReceiveAsync(null!, 1, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReceiveAsync(Stream.Null, -1, Cancel));
    }

    private protected abstract ValueTask<IArtifactStoreUnderTest> OpenAsync();

    protected static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    protected async Task<ArtifactDigest> StoreAsync(byte[] content)
    {
        await using var upload = await Store.ReceiveAsync(new MemoryStream(content), content.Length, Cancel);
        await upload.StoreAsync(Cancel);
        await UnderTest.SettleAsync(upload.Digest, content.Length);
        return upload.Digest;
    }

    protected Task<byte[]?> ReadAsync(ArtifactDigest digest) => ReadAsync(Store, digest);

    protected async Task AssertHoldsAsync(ArtifactDigest digest, byte[] content)
    {
        var read = await ReadAsync(digest);
        Assert.NotNull(read);
        Assert.True(content.AsSpan().SequenceEqual(read), $"{read.Length} bytes are not the {content.Length} that were stored.");
    }

    protected async Task<List<StoredArtifact>> ListAsync() =>
        await Store.ListAsync(Cancel).OrderBy(artifact => $"{artifact.Digest}", StringComparer.Ordinal).ToListAsync(Cancel);

    private static async Task<byte[]?> ReadAsync(IArtifactStore store, ArtifactDigest digest)
    {
        await using var stream = await store.OpenAsync(digest, Cancel);
        if (stream is null)
        {
            return null;
        }

        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private void AssertNothingOnItsWay() => Assert.Empty(UnderTest.TemporaryFiles);
}
