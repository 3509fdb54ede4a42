using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Sqlite;

/// <summary>All stores of one machine in one data folder: <c>berlin.db</c>, <c>blobs/</c>, <c>jobs/</c>, <c>berlin.lock</c> and <c>berlin.pid</c>. Thread-safe.</summary>
/// <remarks>One process at a time owns a folder; the operating system gives it back when the process ends, however it ends.</remarks>
public sealed class SqliteStorage : IAsyncDisposable
{
    private readonly DataFolderLock _lock;
    private readonly SqliteDatabase _database;
    private readonly SqliteStreamWaste _waste;
    private bool _disposed;

    private SqliteStorage(DataFolderLock folderLock, SqliteDatabase database, IBlobStore blobs, IJobFiles jobFiles, TimeProvider time, IFaultInjector faults)
    {
        _lock = folderLock;
        _database = database;
        _waste = new SqliteStreamWaste(database);
        Blobs = blobs;
        JobFiles = jobFiles;
        Jobs = new SqliteJobStore(database, time);
        Observations = new SqliteObservationLog(database, faults);
        Checkpoints = new SqliteCheckpointCatalog(database, time, faults);
        EntityStates = new SqliteEntityStates(database);
        Models = new SqliteModelStore(database, _waste, time, faults);
        Versions = new SqliteVersionStore(database, time);
        Aliases = new SqliteAliasStore(database, time);
        ArtifactRows = new SqliteArtifactRows(database, time);
        Tenants = new SqliteTenantStore(database, _waste, time, faults);
        NodeGenerations = new SqliteNodeGenerations(database);
    }

    /// <summary>The log of observations.</summary>
    public IObservationLog Observations { get; }

    /// <summary>The rows that publish checkpoints.</summary>
    public ICheckpointCatalog Checkpoints { get; }

    /// <summary>States of entity learners.</summary>
    public IEntityStates EntityStates { get; }

    /// <summary>Definitions of models.</summary>
    public IModelStore Models { get; }

    /// <summary>Versions of models.</summary>
    public IVersionStore Versions { get; }

    /// <summary>Aliases of versions.</summary>
    public IAliasStore Aliases { get; }

    /// <summary>Rows of artifacts.</summary>
    public IArtifactRows ArtifactRows { get; }

    /// <summary>Tenants and API keys.</summary>
    public ITenantStore Tenants { get; }

    /// <summary>Identities of silos.</summary>
    public INodeGenerations NodeGenerations { get; }

    /// <summary>The bytes of checkpoints and artifacts, as files.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Rows of jobs.</summary>
    public IJobStore Jobs { get; }

    /// <summary>Input and result of jobs, as files.</summary>
    public IJobFiles JobFiles { get; }

    /// <summary>The database, for tests of this project.</summary>
    internal SqliteDatabase Database => _database;

    /// <summary>Completes when the rows of deleted streams are gone, for tests of this project.</summary>
    internal Task Clearing => _waste.Clearing;

    /// <summary>Opens the data folder and creates what is missing in it. Blocks: milliseconds, about a second for a large database.</summary>
    /// <param name="dataFolder">The folder; created for the own user only where it is missing.</param>
    /// <param name="timeProvider">Clock of the rows' times.</param>
    /// <param name="faults">Told of fault points; <see cref="NoFaults.Instance"/> in production.</param>
    /// <param name="loggerFactory">Where life cycle and failures are logged.</param>
    /// <exception cref="DataFolderException">Another process has it open, it is damaged, cannot be written, or a newer program wrote it.</exception>
    public static SqliteStorage Open(string dataFolder, TimeProvider timeProvider, IFaultInjector faults, ILoggerFactory loggerFactory)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataFolder);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        var storage = Open(Path.GetFullPath(dataFolder), SchemaMigration.OfSqlite(), timeProvider, faults, loggerFactory.CreateLogger<SqliteStorage>());
        storage._waste.Clear(); // What a stop or a crash left of it.
        return storage;
    }

    /// <summary>As the public one, with migrations of a test.</summary>
    internal static SqliteStorage Open(string folder, IReadOnlyList<SchemaMigration> migrations, TimeProvider time, IFaultInjector faults, ILogger logger)
    {
        DataFolderLock? folderLock = DataFolderLock.Take(folder);
        try
        {
            var blobs = FileBlobStore.Open(Path.Combine(folder, "blobs"), faults);
            var jobFiles = FileJobFiles.Open(Path.Combine(folder, "jobs"));
            var database = SqliteDatabase.Open(folder, migrations, time, logger);
            var storage = new SqliteStorage(folderLock, database, blobs, jobFiles, time, faults);
            folderLock = null;
            return storage;
        }
        finally
        {
            folderLock?.Dispose();
        }
    }

    /// <summary>Finishes the calls that run, closes the database and lets go of the folder. Later calls are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _waste.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }
}
