using Berlin.Storage.Blobs;
using Berlin.Storage.Faults;
using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Blobs;

/// <summary>What is special about blobs in files; the contract has <see cref="BlobStoreConformance"/>.</summary>
public sealed class FileBlobStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedFaults _faults = new();

    private string Root => _folder["blobs"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Put_FailsHalfWay_LeavesNoFile()
    {
        var blobs = FileBlobStore.Open(Root, _faults);
        _faults.On(FaultPoint.Checkpoint_DuringUpload, () => throw new IOException("planned"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => blobs.PutAsync("a/b", new byte[1_000], default));

        Assert.Empty(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories));
        _faults.Clear();
        await blobs.PutAsync("a/b", new byte[1_000], default);
    }

    [Fact]
    public async Task Put_HalfWay_HasATemporaryNameThatNobodySees()
    {
        var blobs = FileBlobStore.Open(Root, _faults);
        string? temporary = null;
        Task<IReadOnlyList<string>>? listed = null;
        Task<byte[]?>? read = null;
        _faults.On(FaultPoint.Checkpoint_DuringUpload, () =>
        {
            temporary = Path.GetFileName(Assert.Single(Directory.EnumerateFiles(Path.Combine(Root, "a"))));
            listed = blobs.ListAsync("", default);
            read = blobs.GetAsync("a/b", default);
            Task.WaitAll(listed, read);
        });

        await blobs.PutAsync("a/b", new byte[1_000], default);

        Assert.StartsWith(".", temporary, StringComparison.Ordinal);
        Assert.Empty(await listed!);
        Assert.Null(await read!);
    }

    [Fact]
    public async Task Open_AfterACrash_RemovesTemporaryFilesOnly()
    {
        await FileBlobStore.Open(Root, _faults).PutAsync("a/b", new byte[] { 1 }, default);
        File.WriteAllText(Path.Combine(Root, "a", ".17.tmp"), "half");
        File.WriteAllText(Path.Combine(Root, ".1.tmp"), "half");

        var blobs = FileBlobStore.Open(Root, _faults);

        Assert.Equal(["b"], Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.NotNull(await blobs.GetAsync("a/b", default));
    }

    [Fact]
    public async Task OpenShared_BlobOfAnotherProcessOnItsWay_IsLeftAlone()
    {
        var other = FileBlobStore.OpenShared(Root, _faults);
        _faults.On(FaultPoint.Checkpoint_DuringUpload, () => FileBlobStore.OpenShared(Root, NoFaults.Instance));

        await other.PutAsync("a/b", new byte[1_000], default);

        Assert.Equal(new byte[1_000], await other.GetAsync("a/b", default));
    }

    [Fact]
    public async Task OpenShared_LeftoverOfYesterday_IsRemoved()
    {
        await FileBlobStore.OpenShared(Root, _faults).PutAsync("a/b", new byte[] { 1 }, default);
        var (young, old) = (Path.Combine(Root, "a", ".x-1.tmp"), Path.Combine(Root, "a", ".x-2.tmp"));
        File.WriteAllText(young, "half");
        File.WriteAllText(old, "half");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(young) - TimeSpan.FromHours(25));

        FileBlobStore.OpenShared(Root, _faults);

        Assert.Equal([".x-1.tmp", "b"], Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OpenShared_ManyStoresPutOneNameAtOnce_OneWins()
    {
        for (var round = 0; round < 20; round++)
        {
            var name = $"race/{round}";
            var stored = await Task.WhenAll(Enumerable.Range(1, 6).Select(number => TryPutAsync(name, (byte)number)));

            var winner = Array.FindIndex(stored, isStored => isStored);
            Assert.Single(stored, true);
            Assert.Equal(new[] { (byte)(winner + 1) }, await FileBlobStore.OpenShared(Root, _faults).GetAsync(name, default));
        }

        async Task<bool> TryPutAsync(string name, byte content)
        {
            try
            {
                await FileBlobStore.OpenShared(Root, _faults).PutAsync(name, new[] { content }, default);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Put_NameIsAFolder_IsUnavailable()
    {
        var blobs = FileBlobStore.Open(Root, _faults);
        await blobs.PutAsync("a/b", new byte[1], default);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => blobs.PutAsync("a", new byte[1], default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => blobs.PutAsync("a/b/c", new byte[1], default));
        Assert.Equal(["a/b"], await blobs.ListAsync("", default));
    }

    [Fact]
    public async Task Put_Cancelled_StoresNothing()
    {
        var blobs = FileBlobStore.Open(Root, _faults);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blobs.PutAsync("a", new byte[1], new CancellationToken(canceled: true)));

        Assert.Empty(await blobs.ListAsync("", default));
    }

    [Fact]
    public void Open_FolderIsAFile_SaysItCannotBeWritten()
    {
        File.WriteAllText(Root, "");

        Assert.Contains("cannot be written", Assert.Throws<DataFolderException>(() => FileBlobStore.Open(Root, _faults)).Message, StringComparison.Ordinal);
    }
}
