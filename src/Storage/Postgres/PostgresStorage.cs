using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Postgres;

/// <summary>All stores of a cluster: rows in a PostgreSQL database, blobs and job files in a folder. Any number of processes use the same database and folder at once. Thread-safe.</summary>
/// <remarks>While the server is away every call throws <see cref="StoreUnavailableException"/> within about a second, at once when that is known; it works again within a second of the server's return.</remarks>
public sealed class PostgresStorage : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly PostgresObservationLog _observations;
    private readonly PostgresStreamWaste _waste;
    private bool _disposed;

    private PostgresStorage(PostgresDatabase database, IBlobStore blobs, IJobFiles jobFiles, TimeProvider time, IFaultInjector faults, ILogger logger)
    {
        _database = database;
        _observations = new PostgresObservationLog(database, faults, time, logger);
        Blobs = blobs;
        JobFiles = jobFiles;
        Checkpoints = new PostgresCheckpointCatalog(database, time, faults);
        EntityStates = new PostgresEntityStates(database);
        _waste = new PostgresStreamWaste(database, logger);
        Models = new PostgresModelStore(database, _waste, time, faults);
        Versions = new PostgresVersionStore(database, time);
        Aliases = new PostgresAliasStore(database, time);
        ArtifactRows = new PostgresArtifactRows(database, time);
        Tenants = new PostgresTenantStore(database, _waste, time, faults);
        Jobs = new PostgresJobStore(database, time);
        NodeGenerations = new PostgresNodeGenerations(database);
    }

    /// <summary>The log of observations.</summary>
    public IObservationLog Observations => _observations;

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

    /// <summary>Rows of jobs.</summary>
    public IJobStore Jobs { get; }

    /// <summary>Identities of silos.</summary>
    public INodeGenerations NodeGenerations { get; }

    /// <summary>The bytes of checkpoints and artifacts, as files.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Input and result of jobs, as files.</summary>
    public IJobFiles JobFiles { get; }

    /// <summary>The database, for tests of this project.</summary>
    internal PostgresDatabase Database => _database;

    /// <summary>Completes when the rows of deleted streams are gone, or are cleared by another process, for tests of this project.</summary>
    internal Task Clearing => _waste.Clearing;

    /// <summary>Opens database and folder, and brings the schema up to date.</summary>
    /// <param name="options">Where they are; checked, with all faults in one error.</param>
    /// <param name="owner">Who this process is: name and generation of the silo. A takeover names by it whose connections it ended (<c>application_name</c> is <c>berlin &lt;owner&gt;</c>, cut to 63 bytes).</param>
    /// <param name="timeProvider">Clock of the rows' times.</param>
    /// <param name="faults">Told of fault points; <see cref="NoFaults.Instance"/> in production.</param>
    /// <param name="loggerFactory">Where life cycle and failures are logged.</param>
    /// <param name="cancellationToken">Heeded until the connection is made.</param>
    /// <exception cref="ArgumentException">The options are wrong; the text names every fault.</exception>
    /// <exception cref="StoreUnavailableException">The server does not answer; trying again may help.</exception>
    /// <exception cref="DatabaseRefusedException">The database must not be used as it is, and the text says why: server older than 14, fsync or synchronous_commit off, another server than the one that the rows were written on, a newer schema, a wrong password.</exception>
    /// <exception cref="DataFolderException">The folder cannot be written.</exception>
    public static Task<PostgresStorage> OpenAsync(
        PostgresStorageOptions options, string owner, TimeProvider timeProvider, IFaultInjector faults, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        return options.Validate() is { Count: > 0 } found
            ? throw new ArgumentException(string.Join(' ', found), nameof(options))
            : OpenAsync(options, owner, SchemaMigration.OfPostgres(), timeProvider, faults, loggerFactory.CreateLogger<PostgresStorage>(), cancellationToken);
    }

    /// <summary>As the public one, with migrations of a test.</summary>
    internal static async Task<PostgresStorage> OpenAsync(
        PostgresStorageOptions options, string owner, IReadOnlyList<SchemaMigration> migrations, TimeProvider time, IFaultInjector faults, ILogger logger, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(options.DataFolder);
        var blobs = FileBlobStore.OpenShared(Path.Combine(folder, "blobs"), faults);
        var jobFiles = FileJobFiles.OpenShared(Path.Combine(folder, "jobs"));
        var database = await PostgresDatabase.OpenAsync(options, owner, migrations, time, logger, cancellationToken).ConfigureAwait(false);
        var storage = new PostgresStorage(database, blobs, jobFiles, time, faults, logger);
        storage._waste.Clear(); // What a stop or a crash left of it, of whichever silo.
        return storage;
    }

    /// <summary>Finishes the calls that run and closes all connections. Later calls are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _observations.DisposeAsync().ConfigureAwait(false);
        await _waste.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }
}
