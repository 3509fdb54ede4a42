using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>A disk that is full takes nothing half, and the store works on when there is room again.</summary>
public sealed class SqliteFullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_FileMayNotGrow_StoresNothingUntilItMay()
    {
        await using var storage = Open(_folder.Path);
        var position = await SqliteRows.FillAsync(storage, 10);
        await LimitPagesAsync(storage, 1); // SQLite takes the present size where the limit is below it.

        var failures = await FillUpAsync(storage, position);
        await LimitPagesAsync(storage, int.MaxValue);
        await AssertWorksAsync(storage);

        Assert.True(failures >= 1);
    }

    [Fact]
    public async Task Append_GroupOfWhichOneIsTooLarge_StoresNothingHalf()
    {
        await using var storage = Open(_folder.Path);
        var position = await SqliteRows.FillAsync(storage, 10);
        await LimitPagesAsync(storage, 1);

        var fits = storage.Observations.AppendAsync(SqliteRows.Append(position, 5), default);
        var tooLarge = storage.Observations.AppendAsync(SqliteRows.Append(position with { Head = 15 }, 5_000), default);
        var neighbour = storage.Observations.AppendAsync(SqliteRows.Append(position with { Head = 15 }, 5), default);
        await OutcomeAsync(fits);
        await OutcomeAsync(neighbour);
        Assert.IsType<StoreUnavailableException>(await OutcomeAsync(tooLarge));

        var head = (await storage.Observations.ReadPositionAsync(SqliteRows.Stream, default))!.Head;
        Assert.Equal(head, (await storage.Observations.ReadAsync(SqliteRows.Stream, 0, int.MaxValue, default)).Count);
        await LimitPagesAsync(storage, int.MaxValue);
        await AssertWorksAsync(storage);
    }

    [Fact]
    public async Task Append_FullFileSystem_StoresNothingUntilThereIsRoom()
    {
        using var disk = SmallDisk.TryMount(_folder["disk"], megabytes: 3);
        Assert.SkipWhen(disk is null, "a small file system can be mounted by root on Linux only");

        await using var storage = Open(_folder["disk/data"]);
        var position = await SqliteRows.FillAsync(storage, 10);
        var filler = _folder["disk/filler"];
        File.WriteAllBytes(filler, new byte[1_000_000]);

        var failures = await FillUpAsync(storage, position);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => storage.Blobs.PutAsync("checkpoints/a", new byte[3_000_000], default));
        Assert.Empty(await storage.Blobs.ListAsync("", default));
        Assert.Empty(Directory.EnumerateFiles(_folder["disk/data/blobs"], "*", SearchOption.AllDirectories));
        File.Delete(filler);
        await AssertWorksAsync(storage);

        Assert.True(failures >= 1);
    }

    private static SqliteStorage Open(string folder) => SqliteStorage.Open(folder, new ManualTime(), NoFaults.Instance, NullLoggerFactory.Instance);

    private static Task<string> LimitPagesAsync(SqliteStorage storage, int pages) =>
        storage.Database.WriteAsync(session => session.QueryText($"PRAGMA max_page_count = {pages}"), default);

    /// <summary>Appends until the store has refused three times in a row, and checks each verdict.</summary>
    private static async Task<int> FillUpAsync(SqliteStorage storage, StreamPosition position)
    {
        var failures = 0;
        for (var append = 0; append < 500 && failures < 3; append++)
        {
            var outcome = await OutcomeAsync(storage.Observations.AppendAsync(SqliteRows.Append(position, 100, featuresBytes: 400), default));
            if (outcome is null)
            {
                position = position with { Head = position.Head + 100 };
                failures = 0;
                continue;
            }

            Assert.IsType<StoreUnavailableException>(outcome);
            Assert.Equal(position, await storage.Observations.ReadPositionAsync(SqliteRows.Stream, default));
            Assert.Equal(position.Head, (await storage.Observations.ReadAsync(SqliteRows.Stream, 0, int.MaxValue, default)).Count);
            failures++;
        }

        return failures;
    }

    private static async Task AssertWorksAsync(SqliteStorage storage)
    {
        var position = (await storage.Observations.ReadPositionAsync(SqliteRows.Stream, default))!;
        Assert.Equal(AppendVerdict.Committed, await storage.Observations.AppendAsync(SqliteRows.Append(position, 100), default));
        Assert.Equal("ok", await storage.Database.ReadAsync(session => session.QueryText("PRAGMA integrity_check"), default));
    }

    private static async Task<Exception?> OutcomeAsync(Task task) => await Record.ExceptionAsync(() => task);
}
