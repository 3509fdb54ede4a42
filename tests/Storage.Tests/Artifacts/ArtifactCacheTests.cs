using Berlin.Storage.Artifacts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Artifacts;

public sealed class ArtifactCacheTests
{
    private const int Size = 200_000;

    private static readonly byte[] Content = CacheUnderTest.Content(1, Size);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Damage> Damages => [.. Damage.All];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Size)]
    public async Task Open_FirstTime_FetchesAFileThatNobodyWrites(int size)
    {
        await using var test = new CacheUnderTest();
        var content = CacheUnderTest.Content(size, size);
        var digest = test.Store.Put(content);

        await using var lease = await test.LeaseAsync(digest, size);

        Assert.Equal((digest, size, test.PathOf(digest)), (lease.Digest, lease.SizeBytes, lease.Path));
        Assert.Equal(content, File.ReadAllBytes(lease.Path));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(lease.Path) == UnixFileMode.UserRead);
        Assert.Equal([lease.Path], test.Files());
    }

    [Fact]
    public async Task Open_Again_AsksTheStoreNothing()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        await test.ReadAsync(digest, Size);
        test.Store.IsAway = true;

        Assert.Equal(Content, await test.ReadAsync(digest, Size));

        Assert.Equal(1, test.Store.Opens);
        Assert.Equal(new ArtifactCacheStatistics(Artifacts: 1, Size, BytesInUse: 0, Hits: 1, Fetches: 1, Damages: 0, Evictions: 0), test.Statistics);
    }

    [Fact]
    public async Task Open_ManyAtOnce_FetchesOnce()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        var go = new TaskCompletionSource();
        test.Store.OnOpen = (_, _) => go.Task;

        var opens = Enumerable.Range(0, 50).Select(_ => test.LeaseAsync(digest, Size)).ToArray();
        go.SetResult();
        var leases = await Task.WhenAll(opens);

        Assert.Equal(1, test.Store.Opens);
        Assert.Equal(Size, test.Statistics.BytesInUse);
        foreach (var lease in leases)
        {
            await lease.DisposeAsync();
            await lease.DisposeAsync();
        }

        Assert.Equal(0, test.Statistics.BytesInUse);
    }

    [Fact]
    public async Task Open_DifferentOnes_AreFetchedAtTheSameTime()
    {
        await using var test = new CacheUnderTest();
        var all = new CountdownEvent(4);
        var go = new TaskCompletionSource();
        test.Store.OnOpen = (_, _) =>
        {
            if (all.Signal())
            {
                go.SetResult();
            }

            return go.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        };

        var contents = Enumerable.Range(0, 4).Select(number => CacheUnderTest.Content(number, 1_000)).ToArray();
        var read = await Task.WhenAll(contents.Select(content => test.ReadAsync(test.Store.Put(content), content.Length)));

        Assert.Equal(contents, read);
    }

    [Fact]
    public async Task Open_AllWhoAskedGaveUp_IsInTheCacheAllTheSame()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        test.Store.OnOpen = (_, _) =>
        {
            asked.TrySetResult();
            return go.Task;
        };
        using var source = new CancellationTokenSource();
        var opening = test.Cache.OpenAsync(digest, Size, source.Token);
        await asked.Task;

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        var later = test.ReadAsync(digest, Size);
        go.SetResult();

        Assert.Equal(Content, await later);
        Assert.Equal(1, test.Store.Opens);
        Assert.Equal(0, test.Statistics.BytesInUse);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Open_DamagedFile_IsFetchedAgain(Damage damage)
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        await test.ReadAsync(digest, Size);
        test.Damage(digest, damage.Apply);

        Assert.Equal(Content, await test.ReadAsync(digest, Size));

        Assert.Equal(new ArtifactCacheStatistics(Artifacts: 1, Size, BytesInUse: 0, Hits: 0, Fetches: 2, Damages: 1, Evictions: 0), test.Statistics);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Open_DamagedOriginal_IsRefusedAndLeavesNothing(Damage damage)
    {
        await using var test = new CacheUnderTest();
        var digest = ArtifactDigest.Of(Content);
        test.Store.Put(digest, () => new MemoryStream(damage.Apply([.. Content])));

        var error = await Assert.ThrowsAsync<ArtifactDamagedException>(() => test.ReadAsync(digest, Size));

        Assert.Equal(digest, error.Digest);
        Assert.Empty(test.Files());
        Assert.Equal((0, 0L, 0L), (test.Statistics.Artifacts, test.Statistics.Bytes, test.Statistics.BytesInUse));
        test.Store.Put(Content);
        Assert.Equal(Content, await test.ReadAsync(digest, Size));
    }

    [Fact]
    public async Task Open_DamagedFileWhileTheStoreIsAway_IsNeverGivenOut()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        await test.ReadAsync(digest, Size);
        test.Damage(digest, bytes => bytes[..^1]);
        test.Store.IsAway = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.ReadAsync(digest, Size));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.ReadAsync(digest, Size));

        Assert.Empty(test.Files());
        Assert.Equal(0, test.Statistics.Bytes);
        test.Store.IsAway = false;
        Assert.Equal(Content, await test.ReadAsync(digest, Size));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Size - 1)]
    [InlineData(Size + 1)]
    public async Task Open_AskedForWithAnotherLength_IsRefusedAndTheFileStays(int wrong)
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);

        await Assert.ThrowsAsync<ArtifactDamagedException>(() => test.ReadAsync(digest, wrong));
        Assert.Empty(test.Files());
        await test.ReadAsync(digest, Size);
        var error = await Assert.ThrowsAsync<ArtifactDamagedException>(() => test.ReadAsync(digest, wrong));

        Assert.Contains($"has {Size} bytes, not {wrong}", error.Message, StringComparison.Ordinal);
        test.Store.IsAway = true;
        Assert.Equal(Content, await test.ReadAsync(digest, Size));
    }

    [Fact]
    public async Task Open_TwoLengthsAtOnce_TheRightOneIsServed()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        var go = new TaskCompletionSource();
        test.Store.OnOpen = (_, _) => go.Task;

        var wrong = test.ReadAsync(digest, Size - 1);
        var right = test.ReadAsync(digest, Size);
        go.SetResult();

        Assert.Equal(Content, await right);
        await Assert.ThrowsAsync<ArtifactDamagedException>(() => wrong);
    }

    [Fact]
    public async Task Open_EndlessOriginal_IsReadNoFurtherThanItsLength()
    {
        await using var test = new CacheUnderTest();
        var endless = new FaultyStream(Content) { IsEndless = true };
        var digest = ArtifactDigest.Of(Content);
        test.Store.Put(digest, () => endless);

        await Assert.ThrowsAsync<ArtifactDamagedException>(() => test.ReadAsync(digest, Size));

        Assert.InRange(endless.BytesRead, Size, Size + (128 * 1_024));
        Assert.Empty(test.Files());
    }

    [Fact]
    public async Task Open_OriginalThatStopsHalfWay_IsUnavailableAndLeavesNothing()
    {
        await using var test = new CacheUnderTest();
        var digest = ArtifactDigest.Of(Content);
        test.Store.Put(digest, () => new FaultyStream(Content) { OnHalf = () => throw new StoreUnavailableException("planned") });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.ReadAsync(digest, Size));

        Assert.Empty(test.Files());
        Assert.Equal(0, test.Statistics.Bytes);
    }

    [Fact]
    public async Task Open_NowhereToBeHad_SaysSo()
    {
        await using var test = new CacheUnderTest();

        var error = await Assert.ThrowsAsync<ArtifactMissingException>(() => test.ReadAsync(ArtifactDigest.Of("nobody's"u8), 8));

        Assert.Equal(ArtifactDigest.Of("nobody's"u8), error.Digest);
        Assert.Equal(0, test.Statistics.Bytes);
    }

    [Fact]
    public async Task Open_NoRoom_EvictsTheLeastRecentlyUsed()
    {
        await using var test = new CacheUnderTest(maxBytes: 3_000);
        var (a, b, c, d) = (Put(test, 1), Put(test, 2), Put(test, 3), Put(test, 4));
        await test.ReadAsync(a, 1_000);
        await test.ReadAsync(b, 1_000);
        await test.ReadAsync(c, 1_000);
        await test.ReadAsync(a, 1_000);

        await test.ReadAsync(d, 1_000);

        AssertHolds(test, a, c, d);
        Assert.Equal((3, 3_000L, 1L), (test.Statistics.Artifacts, test.Statistics.Bytes, test.Statistics.Evictions));
        await test.ReadAsync(b, 1_000);
        AssertHolds(test, a, b, d);
    }

    [Fact]
    public async Task Open_NoRoomBesideWhatIsLeased_IsRefusedAndEvictsNothing()
    {
        await using var test = new CacheUnderTest(maxBytes: 3_000);
        var (a, b, c) = (Put(test, 1), Put(test, 2), test.Store.Put(CacheUnderTest.Content(3, 2_500)));
        await test.ReadAsync(b, 1_000);
        await using (await test.LeaseAsync(a, 1_000))
        {
            var error = await Assert.ThrowsAsync<ArtifactCacheFullException>(() => test.ReadAsync(c, 2_500));
            Assert.True(error.IsTransient);
            Assert.Contains("2500 bytes; the cache of artifacts takes 3000 in all, and 1000", error.Message, StringComparison.Ordinal);
            AssertHolds(test, a, b);
        }

        await test.ReadAsync(c, 2_500);

        AssertHolds(test, c);
    }

    [Fact]
    public async Task Open_LargerThanTheCache_IsRefusedForGood()
    {
        await using var test = new CacheUnderTest(maxBytes: 3_000);
        var digest = test.Store.Put(CacheUnderTest.Content(1, 3_001));

        Assert.False((await Assert.ThrowsAsync<ArtifactCacheFullException>(() => test.ReadAsync(digest, 3_001))).IsTransient);

        Assert.Equal(0, test.Store.Opens);
        Assert.Equal(0, test.Statistics.Bytes);
    }

    [Fact]
    public async Task Reopen_FilesOfBefore_CountInTheOrderOfTheirUse()
    {
        await using var test = new CacheUnderTest(maxBytes: 4_000);
        var (a, b, c, d) = (Put(test, 1), Put(test, 2), Put(test, 3), Put(test, 4));
        foreach (var digest in new[] { a, b, c, d, b })
        {
            await test.ReadAsync(digest, 1_000);
        }

        test.Store.IsAway = true;
        await test.ReopenAsync(maxBytes: 2_500);

        AssertHolds(test, b, d);
        await test.ReadAsync(b, 1_000);
        await test.ReadAsync(d, 1_000);
        Assert.Equal((2, 2_000L, 2L), (test.Statistics.Artifacts, test.Statistics.Bytes, test.Statistics.Hits));
    }

    [Fact]
    public async Task Reopen_DamagedMeanwhile_IsFetchedAgain()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        await test.ReadAsync(digest, Size);
        test.Damage(digest, bytes => bytes[..1_000]);

        await test.ReopenAsync();
        Assert.Equal(1_000, test.Statistics.Bytes);

        Assert.Equal(Content, await test.ReadAsync(digest, Size));
        Assert.Equal(Size, test.Statistics.Bytes);
    }

    [Fact]
    public async Task Reopen_LeftoversAndForeignFiles_LeftoversGoAndForeignFilesStay()
    {
        await using var test = new CacheUnderTest();
        File.WriteAllText(Path.Combine(test.Root, "incoming", ".x-1.tmp"), "half");
        File.WriteAllText(Path.Combine(test.Root, "README"), "somebody's");

        await test.ReopenAsync();

        Assert.Equal([Path.Combine(test.Root, "README")], test.Files());
        Assert.Equal(0, test.Statistics.Bytes);
    }

    [Fact]
    public async Task Open_FolderOfAnotherCache_IsRefused()
    {
        await using var test = new CacheUnderTest();

        Assert.Contains("in use", Assert.Throws<DataFolderException>(() => test.Open(1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ArtifactCache.Open(test.Folder["other"], 0, test.Store, TimeProvider.System, NullLogger<ArtifactCache>.Instance));
    }

    [Fact]
    public async Task Open_FileIsGone_IsFetchedAgain()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        await test.ReadAsync(digest, Size);
        File.Delete(test.PathOf(digest));

        Assert.Equal(Content, await test.ReadAsync(digest, Size));
        Assert.Equal(Size, test.Statistics.Bytes);
    }

    [Fact]
    public async Task Open_LinkInPlaceOfTheFile_IsReplacedAndNotFollowed()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        await test.ReadAsync(digest, Size);
        var outside = test.Folder["outside"];
        File.WriteAllBytes(outside, Content);
        File.Delete(test.PathOf(digest));
        File.CreateSymbolicLink(test.PathOf(digest), outside);

        Assert.Equal(Content, await test.ReadAsync(digest, Size));

        Assert.Null(new FileInfo(test.PathOf(digest)).LinkTarget);
        Assert.Equal(2, test.Store.Opens);
        Assert.True(File.Exists(outside));
    }

    [Fact]
    public async Task Open_PipeInPlaceOfTheFile_WaitsForNobody()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among files");
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        await test.ReadAsync(digest, Size);
        File.Delete(test.PathOf(digest));
        Commands.Run("mkfifo", test.PathOf(digest));

        Assert.Equal(Content, await test.ReadAsync(digest, Size));
    }

    [Fact]
    public async Task Open_FolderInPlaceOfTheFile_IsUnavailable()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        Directory.CreateDirectory(test.PathOf(digest));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.ReadAsync(digest, Size));

        Assert.Empty(test.Files());
        Assert.Equal(0, test.Statistics.Bytes);
    }

    [Fact]
    public async Task Open_FullDisk_IsUnavailableUntilThereIsRoomAndOthersAreServed()
    {
        await using var test = new CacheUnderTest();
        using var disk = SmallDisk.TryMount(test.Folder["disk"], megabytes: 1);
        Assert.SkipWhen(disk is null, "a small file system can be mounted by root on Linux only");
        await using var cache = ArtifactCache.Open(test.Folder["disk/cache"], 100_000_000, test.Store, TimeProvider.System, NullLogger<ArtifactCache>.Instance);
        var (small, large) = (test.Store.Put(Content), test.Store.Put(CacheUnderTest.Content(2, 700_000)));
        await (await cache.OpenAsync(small, Size, Cancel)).DisposeAsync();
        var filler = test.Folder["disk/filler"];
        File.WriteAllBytes(filler, new byte[500_000]);

        for (var attempt = 0; attempt < 30; attempt++)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => cache.OpenAsync(large, 700_000, Cancel));
            Assert.Empty(Directory.EnumerateFiles(test.Folder["disk/cache/incoming"]));
            await (await cache.OpenAsync(small, Size, Cancel)).DisposeAsync();
        }

        File.Delete(filler);
        await using var lease = await cache.OpenAsync(large, 700_000, Cancel);
        Assert.Equal(700_000 + Size, cache.ReadStatistics().Bytes);
    }

    [Fact]
    public async Task Dispose_WhileFetching_EndsTheFetchAndTheFolderIsFree()
    {
        await using var test = new CacheUnderTest();
        var digest = test.Store.Put(Content);
        var asked = new TaskCompletionSource();
        test.Store.OnOpen = async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        };
        var opening = test.LeaseAsync(digest, Size);
        await asked.Task;

        await test.Cache.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => opening);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => test.LeaseAsync(digest, Size));
        test.Store.OnOpen = (_, _) => Task.CompletedTask;
        await test.ReopenAsync();
        Assert.Equal(Content, await test.ReadAsync(digest, Size));
    }

    [Fact]
    public async Task ManyAtOnce_OpenAndRelease_LeasesAreWholeAndTheBoundHolds()
    {
        const int MaxBytes = 40_000;
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        await using var test = new CacheUnderTest(MaxBytes);
        var contents = Enumerable.Range(1, 12).Select(number => CacheUnderTest.Content(number, 1_000 * number)).ToArray();
        var digests = contents.Select(test.Store.Put).ToArray();

        var refused = (await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => UseAsync(new Random(seed + number)), Cancel)))).Sum();

        var statistics = test.Statistics;
        TestContext.Current.TestOutputHelper!.WriteLine($"{statistics}, {refused} refused");
        Assert.True(statistics.Evictions > 20 && statistics.Hits > 20, "Nothing was tried.");
        Assert.Equal(0, statistics.BytesInUse);
        Assert.Equal(statistics.Bytes, test.Files().Sum(path => new FileInfo(path).Length));
        Assert.Equal(statistics.Artifacts, test.Files().Length);

        async Task<int> UseAsync(Random random)
        {
            var refused = 0;
            for (var round = 0; round < 150; round++)
            {
                var index = random.Next(contents.Length);
                try
                {
                    await using var lease = await test.Cache.OpenAsync(digests[index], contents[index].Length, Cancel);
                    Assert.True(File.ReadAllBytes(lease.Path).AsSpan().SequenceEqual(contents[index]));
                    Assert.InRange(test.Statistics.Bytes, 0, MaxBytes);
                }
                catch (ArtifactCacheFullException)
                {
                    refused++;
                }
            }

            return refused;
        }
    }

    private static ArtifactDigest Put(CacheUnderTest test, int number) => test.Store.Put(CacheUnderTest.Content(number, 1_000));

    private static void AssertHolds(CacheUnderTest test, params ArtifactDigest[] digests) =>
        Assert.Equal(digests.Select(test.PathOf).Order(StringComparer.Ordinal), test.Files().Order(StringComparer.Ordinal));
}
