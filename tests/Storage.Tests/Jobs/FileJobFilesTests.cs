using Berlin.Storage.Jobs;
using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Jobs;

/// <summary>The suite on files, and what is special about them.</summary>
public sealed class FileJobFilesTests : JobFilesConformance
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder["jobs"];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IJobFiles> OpenAsync() => new(FileJobFiles.Open(Root));

    [Fact]
    public async Task Open_AfterACrash_RemovesJobsWithoutAnInput()
    {
        await Files.WriteInputAsync("whole", new MemoryStream([1]), 10, Cancel);
        Directory.CreateDirectory(Path.Combine(Root, "half"));
        await File.WriteAllTextAsync(Path.Combine(Root, "half", ".input.tmp"), "half", Cancel);
        Directory.CreateDirectory(Path.Combine(Root, "empty"));

        await ReopenAsync();

        Assert.Equal(["whole"], Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task WriteInput_HalfWay_IsNoInputYet()
    {
        var source = new HeldStream();
        var writing = Files.WriteInputAsync("j1", source, long.MaxValue, Cancel);
        await source.Reached;

        Assert.Null(await Files.OpenInputAsync("j1", 0, Cancel));
        source.Release();

        Assert.Equal(10, await writing);
        Assert.Equal(["input"], Directory.EnumerateFiles(Path.Combine(Root, "j1")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task OpenShared_InputOfAnotherProcessOnItsWay_IsLeftAlone()
    {
        var source = new HeldStream();
        var writing = FileJobFiles.OpenShared(Root).WriteInputAsync("j1", source, long.MaxValue, Cancel);
        await source.Reached;

        var other = FileJobFiles.OpenShared(Root);
        Assert.Empty(await other.ListAsync(TimeSpan.FromMinutes(1), Cancel));
        source.Release();

        Assert.Equal(10, await writing);
        Assert.NotNull(await other.OpenInputAsync("j1", 0, Cancel));
    }

    [Fact]
    public async Task List_JobThatNobodyChangedForAnHour_IsAbandoned()
    {
        await Files.WriteInputAsync("young", new MemoryStream([1]), 10, Cancel);
        await Files.WriteInputAsync("old", new MemoryStream([1]), 10, Cancel);
        await Files.WriteInputAsync("growing", new MemoryStream([1]), 10, Cancel);
        var hoursAgo = DateTime.UtcNow - TimeSpan.FromHours(2);
        foreach (var job in new[] { "old", "growing" })
        {
            File.SetLastWriteTimeUtc(Path.Combine(Root, job, "input"), hoursAgo);
            Directory.SetLastWriteTimeUtc(Path.Combine(Root, job), hoursAgo);
        }

        File.SetLastWriteTimeUtc(Path.Combine(Root, "growing", "input"), DateTime.UtcNow);

        Assert.Equal(["old"], await Files.ListAsync(TimeSpan.FromHours(1), Cancel));
    }

    [Fact]
    public void Open_PathThatIsAFile_SaysItCannotBeWritten()
    {
        File.WriteAllText(_folder["file"], "");

        Assert.Throws<DataFolderException>(() => FileJobFiles.Open(_folder["file"]));
    }

    /// <summary>Ten bytes, then a wait, then the end.</summary>
    private sealed class HeldStream() : MemoryStream(new byte[10])
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Release() => _released.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
            {
                _reached.SetResult();
                await _released.Task;
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
