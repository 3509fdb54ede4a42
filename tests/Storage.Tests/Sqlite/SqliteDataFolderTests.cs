using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>What opening a data folder accepts, refuses, and says.</summary>
public sealed class SqliteDataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DatabasePath => _folder[SqliteDatabase.FileName];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_MissingFolder_IsMadeForTheOwnUserOnly()
    {
        var folder = _folder["a/b"];
        await using (Open(folder))
        {
            Assert.True(File.Exists(Path.Combine(folder, "berlin.db")));
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }

    [Fact]
    public async Task Open_FolderInUse_IsRefusedNamingTheProcess()
    {
        await using (Open(_folder.Path))
        {
            var refusal = Assert.Throws<DataFolderException>(() => Open(_folder.Path));

            Assert.Contains("is in use by another Berlin process", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(_folder.Path, refusal.Message, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Contains($"(process {Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
            }
        }

        await Open(_folder.Path).DisposeAsync();
    }

    [Fact]
    public async Task Open_AfterAFailedOpen_IsNotLocked()
    {
        Directory.CreateDirectory(DatabasePath);
        Assert.Throws<DataFolderException>(() => Open(_folder.Path));
        Directory.Delete(DatabasePath);

        await Open(_folder.Path).DisposeAsync();
    }

    [Fact]
    public void Open_FolderIsAFile_SaysItCannotBeWritten()
    {
        File.WriteAllText(_folder["file"], "");

        Assert.Contains("cannot be written", Assert.Throws<DataFolderException>(() => Open(_folder["file"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ReadOnlyFolder_SaysItCannotBeWritten()
    {
        if (Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
        {
            Assert.Skip("root may write everywhere, and Windows has other rights");
            return; // For the analyzer of platforms, which does not know that Skip does not return.
        }

        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        try
        {
            Assert.Contains("cannot be written", Assert.Throws<DataFolderException>(() => Open(_folder.Path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Open_FileIsNoDatabase_SaysSoAndLeavesIt()
    {
        var content = string.Concat(Enumerable.Repeat("This is no database. ", 1_000));
        File.WriteAllText(DatabasePath, content);

        Assert.Contains("is damaged, or is not a database", Assert.Throws<DataFolderException>(() => Open(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(DatabasePath));
    }

    [Fact]
    public void Open_DatabaseOfAnotherProgram_IsRefusedAndKept()
    {
        using (var foreign = SqliteSession.Open(DatabasePath, create: true))
        {
            foreign.Execute("CREATE TABLE theirs (x)");
        }

        Assert.Contains("not one of Berlin's", Assert.Throws<DataFolderException>(() => Open(_folder.Path)).Message, StringComparison.Ordinal);

        using var again = SqliteSession.Open(DatabasePath, create: false);
        Assert.Equal("theirs", again.QueryText("SELECT group_concat(name) FROM sqlite_schema"));
    }

    [Fact]
    public async Task Open_DamagedPages_IsRefused()
    {
        await using (var storage = Open(_folder.Path))
        {
            await SqliteRows.FillAsync(storage, rows: 2_000);
        }

        using (var file = File.OpenHandle(DatabasePath, FileMode.Open, FileAccess.ReadWrite))
        {
            // Some pages in the middle; the header and the schema stay whole.
            var garbage = new byte[16 * 4_096];
            new Random(5).NextBytes(garbage);
            RandomAccess.Write(file, garbage, RandomAccess.GetLength(file) / 2 / 4_096 * 4_096);
        }

        Assert.Contains("is damaged", Assert.Throws<DataFolderException>(() => Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_CutFile_IsRefused()
    {
        await using (var storage = Open(_folder.Path))
        {
            await SqliteRows.FillAsync(storage, rows: 2_000);
        }

        using (var file = File.Open(DatabasePath, FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        Assert.Contains("is damaged", Assert.Throws<DataFolderException>(() => Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LargeDatabase_StopsItsCheckAtTheTimeLimit()
    {
        await using (var storage = Open(_folder.Path))
        {
            await SqliteRows.FillAsync(storage, rows: 20_000);
        }

        var log = new RecordingLogger();
        await SqliteStorage.Open(_folder.Path, SchemaMigration.OfSqlite(), new HurryingTime(), NoFaults.Instance, log).DisposeAsync();

        Assert.Contains(4004, log.EventIds);
    }

    [Fact]
    public async Task Dispose_AfterWrites_FoldsTheWalIntoTheFile()
    {
        await using (var storage = Open(_folder.Path))
        {
            await SqliteRows.FillAsync(storage, rows: 100);
            Assert.True(File.Exists($"{DatabasePath}-wal"));
        }

        Assert.False(File.Exists($"{DatabasePath}-wal"));
        Assert.False(File.Exists($"{DatabasePath}-shm"));
    }

    [Fact]
    public async Task Dispose_Twice_AndCallsAfterIt_AreHarmless()
    {
        var storage = Open(_folder.Path);
        await storage.DisposeAsync();
        await storage.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => storage.NodeGenerations.NextAsync(default));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => storage.Tenants.FindKeyAsync("k", default));
    }

    private static SqliteStorage Open(string folder) => SqliteStorage.Open(folder, new ManualTime(), NoFaults.Instance, NullLoggerFactory.Instance);

    /// <summary>A clock on which every look takes a second.</summary>
    private sealed class HurryingTime : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<int> EventIds { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            EventIds.Add(eventId.Id);
    }
}
