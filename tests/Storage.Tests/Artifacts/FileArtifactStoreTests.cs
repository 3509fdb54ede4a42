using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>What is special about artifacts in files; the contract has <see cref="ArtifactStoreConformance"/>.</summary>
public sealed class FileArtifactStoreTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(number => (byte)(number * 7))];

    private static readonly ArtifactDigest Digest = ArtifactDigest.Of(Content);

    private readonly TemporaryFolder _folder = new();

    private string Root => _folder["artifacts"];

    private string FanOut => Path.Combine(Root, $"{Digest}"[..2]);

    private string PathOfContent => Path.Combine(FanOut, $"{Digest}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Receive_HalfWay_HasATemporaryFileThatNobodySees()
    {
        var store = FileArtifactStore.Open(Root);
        string[] files = [];
        using var stream = new FaultyStream(Content) { OnHalf = () => files = Files() };

        await using var upload = await store.ReceiveAsync(stream, Content.Length, Cancel);

        Assert.StartsWith("incoming/.", Assert.Single(files), StringComparison.Ordinal);
        Assert.Empty(await store.ListAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Open_AfterACrash_RemovesTemporaryFilesOnly()
    {
        await StoreAsync(FileArtifactStore.Open(Root));
        File.WriteAllText(Path.Combine(Root, "incoming", ".x-1.tmp"), "half");

        var store = FileArtifactStore.Open(Root);

        Assert.Equal([$"{Digest}"[..2] + $"/{Digest}"], Files());
        Assert.NotNull(await ReadAsync(store));
    }

    [Fact]
    public async Task OpenShared_UploadOfAnotherProcessOnItsWay_IsLeftAlone()
    {
        var other = FileArtifactStore.OpenShared(Root);
        using var stream = new FaultyStream(Content) { OnHalf = () => FileArtifactStore.OpenShared(Root) };

        await using var upload = await other.ReceiveAsync(stream, Content.Length, Cancel);
        FileArtifactStore.OpenShared(Root);
        await upload.StoreAsync(Cancel);

        Assert.Equal(Content, await ReadAsync(other));
    }

    [Fact]
    public void OpenShared_LeftoverOfYesterday_IsRemoved()
    {
        FileArtifactStore.OpenShared(Root);
        var (young, old) = (Path.Combine(Root, "incoming", ".x-1.tmp"), Path.Combine(Root, "incoming", ".x-2.tmp"));
        File.WriteAllText(young, "half");
        File.WriteAllText(old, "half");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(young) - TimeSpan.FromHours(25));

        FileArtifactStore.OpenShared(Root);

        Assert.Equal(["incoming/.x-1.tmp"], Files());
    }

    [Fact]
    public async Task Store_TemporaryFileIsGone_IsUnavailable()
    {
        var store = FileArtifactStore.Open(Root);
        await using var upload = await store.ReceiveAsync(new MemoryStream(Content), Content.Length, Cancel);

        FileArtifactStore.Open(Root); // Takes the folder for its own, and the file for a leftover.

        await Assert.ThrowsAsync<StoreUnavailableException>(() => upload.StoreAsync(Cancel));
        Assert.Null(await store.OpenAsync(Digest, Cancel));
    }

    [Fact]
    public async Task EveryCall_ShareThatIsNotMounted_IsUnavailableNotEmpty()
    {
        var store = FileArtifactStore.OpenShared(Root);
        await StoreAsync(store);
        await using var upload = await store.ReceiveAsync(new MemoryStream(Content), Content.Length, Cancel);
        Directory.Move(Root, Root + ".away");
        Directory.CreateDirectory(Root);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Digest, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.DeleteAsync(Digest, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReceiveAsync(new MemoryStream(Content), Content.Length, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => upload.StoreAsync(Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.ListAsync(Cancel).ToListAsync(Cancel));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    [Fact]
    public async Task List_ForeignNames_AreNotArtifacts()
    {
        var store = FileArtifactStore.Open(Root);
        await StoreAsync(store);
        string[] foreign =
        [
            Path.Combine(Root, "README"),
            Path.Combine(FanOut, "README"),
            Path.Combine(FanOut, $"{Digest}.old"),
            Path.Combine(FanOut, $"{Digest}".ToUpperInvariant()),
            Path.Combine(FanOut, $"{ArtifactDigest.Of("at a wrong place"u8)}"),
            Path.Combine(Root, "incoming", $"{Digest}"),
            Path.Combine(Root, "lost+found", $"{Digest}"),
        ];
        foreach (var path in foreign)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "foreign");
        }

        Directory.CreateDirectory(Path.Combine(FanOut, $"{Digest}"[..2] + $"{ArtifactDigest.Of([])}"[2..]));

        Assert.Equal([new StoredArtifact(Digest, Content.Length)], await store.ListAsync(Cancel).ToListAsync(Cancel));
        FileArtifactStore.Open(Root);
        Assert.All(foreign, path => Assert.True(File.Exists(path), path));
    }

    [Fact]
    public async Task EveryCall_LinkInPlaceOfAnArtifact_NeverFollowsIt()
    {
        var store = FileArtifactStore.Open(Root);
        var outside = Outside("secret", "not an artifact");
        Directory.CreateDirectory(FanOut);
        File.CreateSymbolicLink(PathOfContent, outside);

        Assert.Null(await store.OpenAsync(Digest, Cancel));
        Assert.Empty(await store.ListAsync(Cancel).ToListAsync(Cancel));
        await StoreAsync(store);

        Assert.Equal(Content, await ReadAsync(store));
        Assert.Null(new FileInfo(PathOfContent).LinkTarget);
        Assert.Equal("not an artifact", File.ReadAllText(outside));
    }

    [Fact]
    public async Task Delete_LinkInPlaceOfAnArtifact_RemovesTheLink()
    {
        var store = FileArtifactStore.Open(Root);
        var outside = Outside("secret", "not an artifact");
        Directory.CreateDirectory(FanOut);
        File.CreateSymbolicLink(PathOfContent, outside);

        await store.DeleteAsync(Digest, Cancel);

        Assert.Empty(Files());
        Assert.True(File.Exists(outside));
    }

    [Fact]
    public async Task Store_LinkThatLeadsNowhere_IsReplaced()
    {
        var store = FileArtifactStore.Open(Root);
        Directory.CreateDirectory(FanOut);
        File.CreateSymbolicLink(PathOfContent, _folder["nowhere"]);

        await StoreAsync(store);

        Assert.Equal(Content, await ReadAsync(store));
        Assert.False(File.Exists(_folder["nowhere"]));
    }

    [Fact]
    public async Task EveryCall_FolderOfArtifactsIsALink_IsUnavailable()
    {
        var store = FileArtifactStore.Open(Root);
        var outside = Outside($"outside/{Digest}", "not an artifact");
        Directory.CreateSymbolicLink(FanOut, Path.GetDirectoryName(outside)!);

        Assert.Contains("is a link", (await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Digest, Cancel))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.DeleteAsync(Digest, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => StoreAsync(store));
        Assert.Empty(await store.ListAsync(Cancel).ToListAsync(Cancel));

        Assert.Equal("not an artifact", File.ReadAllText(outside));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder["outside"]));
    }

    [Fact]
    public void Open_FolderOfTemporaryFilesIsALink_SaysSoAndRemovesNothing()
    {
        var outside = Outside("outside/.x-1.tmp", "somebody's");
        Directory.CreateDirectory(Root);
        Directory.CreateSymbolicLink(Path.Combine(Root, "incoming"), Path.GetDirectoryName(outside)!);

        Assert.Contains("is a link", Assert.Throws<DataFolderException>(() => FileArtifactStore.Open(Root)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(outside));
    }

    [Fact]
    public void Open_LinkAmongTemporaryFiles_IsNotFollowed()
    {
        var outside = Outside("outside/.x-1.tmp", "somebody's");
        FileArtifactStore.Open(Root);
        Directory.CreateSymbolicLink(Path.Combine(Root, "incoming", "link"), Path.GetDirectoryName(outside)!);

        FileArtifactStore.Open(Root);

        Assert.True(File.Exists(outside));
    }

    [Fact]
    public async Task EveryCall_FolderInPlaceOfAnArtifact_StoresNothingThere()
    {
        var store = FileArtifactStore.Open(Root);
        Directory.CreateDirectory(PathOfContent);

        Assert.Null(await store.OpenAsync(Digest, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => StoreAsync(store));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.DeleteAsync(Digest, Cancel));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Open_PipeInPlaceOfAnArtifact_WaitsForNobody()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among files");
        var store = FileArtifactStore.Open(Root);
        Directory.CreateDirectory(FanOut);
        Commands.Run("mkfifo", PathOfContent);

        Assert.Empty((await ReadAsync(store))!);
        await StoreAsync(store);

        Assert.Equal(Content, await ReadAsync(store));
    }

    [Fact]
    public async Task Store_FullFileSystem_StoresNothingUntilThereIsRoom()
    {
        using var disk = SmallDisk.TryMount(_folder["disk"], megabytes: 2);
        Assert.SkipWhen(disk is null, "a small file system can be mounted by root on Linux only");
        var root = _folder["disk/artifacts"];
        var store = FileArtifactStore.Open(root);
        await StoreAsync(store);

        for (var attempt = 0; attempt < 30; attempt++)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReceiveAsync(new MemoryStream(new byte[3_000_000]), 3_000_000, Cancel));
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(root, "incoming")));
        }

        Assert.Equal(Content, await ReadAsync(store));
        await StoreAsync(store);
        Assert.Equal([new StoredArtifact(Digest, Content.Length)], await store.ListAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task ManyStoresOnOneFolder_StoreReadListAndDelete_NeverShowHalfAnArtifact()
    {
        const int Rounds = 40;
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var contents = Enumerable.Range(1, 6).Select(number => Enumerable.Repeat((byte)number, 60_000 * number).ToArray()).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => UseAsync(FileArtifactStore.OpenShared(Root), new Random(seed + number)), Cancel)));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, "incoming")));

        async Task UseAsync(FileArtifactStore store, Random random)
        {
            for (var round = 0; round < Rounds; round++)
            {
                var content = contents[random.Next(contents.Length)];
                switch (random.Next(4))
                {
                    case 0:
                        await store.DeleteAsync(ArtifactDigest.Of(content), Cancel);
                        break;
                    case 1:
                        var listed = await store.ListAsync(Cancel).ToListAsync(Cancel);
                        Assert.All(listed, artifact => Assert.Contains(contents, known => new StoredArtifact(ArtifactDigest.Of(known), known.Length) == artifact));
                        break;
                    case 2:
                        Assert.True(await ReadAsync(store, ArtifactDigest.Of(content)) is not { } read || read.AsSpan().SequenceEqual(content));
                        break;
                    default:
                        await StoreAsync(store, content);
                        break;
                }
            }
        }
    }

    [Fact]
    public void Open_FolderIsAFile_SaysItCannotBeWritten()
    {
        File.WriteAllText(Root, "");

        Assert.Contains("cannot be written", Assert.Throws<DataFolderException>(() => FileArtifactStore.Open(Root)).Message, StringComparison.Ordinal);
    }

    private static async Task StoreAsync(FileArtifactStore store, byte[]? content = null)
    {
        content ??= Content;
        await using var upload = await store.ReceiveAsync(new MemoryStream(content), content.Length, Cancel);
        await upload.StoreAsync(Cancel);
    }

    private static async Task<byte[]?> ReadAsync(FileArtifactStore store, ArtifactDigest? digest = null)
    {
        await using var stream = await store.OpenAsync(digest ?? Digest, Cancel);
        if (stream is null)
        {
            return null;
        }

        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private string Outside(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private string[] Files() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))];
}
