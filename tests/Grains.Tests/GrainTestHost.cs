using System.Collections.Concurrent;
using Berlin.Grains.Hosting;
using Berlin.Grains.Jobs;
using Berlin.Grains.Models;
using Berlin.Grains.Serving;
using Berlin.Grains.Tenancy;
using Berlin.Grains.Tests.Jobs;
using Berlin.Grains.Training;
using Berlin.Storage.Entities;
using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace Berlin.Grains.Tests;

/// <summary>A silo in this process over a real SQLite data folder, and the store beside it for a test to look into.</summary>
internal sealed class GrainTestHost : IAsyncDisposable
{
    private const string HostProperty = "BerlinTestHost";

    // Settings travel to a silo as texts; this is how one finds the host that it belongs to.
    private static readonly ConcurrentDictionary<string, GrainTestHost> Hosts = new();
    private static int _hostsMade;

    private readonly string _id = $"{Interlocked.Increment(ref _hostsMade)}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("berlin-grains-");
    private readonly SqliteStorage _storage;
    private readonly Action<TrainerOptions> _configure;
    private readonly Action<JobOptions> _configureJobs;
    private readonly short _silos;
    private TestCluster? _cluster;
    private int _silosStarted;

    private GrainTestHost(Action<TrainerOptions> configure, Action<JobOptions> configureJobs, short silos)
    {
        _configure = configure;
        _configureJobs = configureJobs;
        _silos = silos;
        _storage = SqliteStorage.Open(_folder.FullName, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);
        Log = new FaultyObservationLog(_storage.Observations);
        Blobs = new FaultyBlobStore(_storage.Blobs);
        Hosts[_id] = this;
    }

    /// <summary>The stream of the tests' one model.</summary>
    public static StreamKey Stream { get; } = new("acme", "accounts");

    public FaultyObservationLog Log { get; }

    public ShiftableTime Time { get; } = new();

    public FaultyBlobStore Blobs { get; }

    public LineScoring Scoring { get; } = new();

    public IJobStore Jobs => _storage.Jobs;

    public IJobFiles JobFiles => _storage.JobFiles;

    public IGrainFactory Grains => _cluster?.GrainFactory ?? throw new InvalidOperationException("The silo is stopped.");

    /// <summary>Silos that run.</summary>
    public IReadOnlyList<SiloHandle> Silos => _cluster?.Silos ?? [];

    public ITenantDirectoryGrain Tenants => Grains.GetGrain<ITenantDirectoryGrain>(ITenantDirectoryGrain.Key);

    public static async Task<GrainTestHost> StartAsync(Action<TrainerOptions>? configure = null, short silos = 1, Action<JobOptions>? jobs = null)
    {
        var host = new GrainTestHost(configure ?? (_ => { }), jobs ?? (_ => { }), silos);
        await host.RestartAsync();
        await host.CreateTenantAsync(Stream.Tenant);
        return host;
    }

    public IModelGrain Model() => Grains.GetGrain<IModelGrain>(Names.ModelKey(Stream.Tenant, Stream.Model));

    public ITrainerGrain Trainer() => Grains.GetGrain<ITrainerGrain>(Names.ModelKey(Stream.Tenant, Stream.Model));

    public ILiveHeadGrain Head() => Grains.GetGrain<ILiveHeadGrain>(Names.ModelKey(Stream.Tenant, Stream.Model));

    public async Task<ITrainerGrain> DefineAsync(ModelDefinition? definition = null)
    {
        await Model().DefineAsync(definition ?? Samples.Definition, DefineCondition.None, default);
        return Trainer();
    }

    public Task CreateTenantAsync(string name) => Tenants.CreateAsync(name, default);

    /// <summary>Names of the files that published checkpoints point to.</summary>
    public Task<IReadOnlyList<string>> PublishedCheckpointsAsync() => _storage.Checkpoints.ListBlobNamesAsync("checkpoints/", default);

    /// <summary>Entity states that are stored.</summary>
    public Task<StoredEntityState?> EntityStateAsync(long generation, string entity) =>
        _storage.EntityStates.FindAsync(Stream, generation, entity, default);

    public async Task<IReadOnlyList<StoredObservation>> RowsAsync() =>
        await _storage.Observations.ReadAsync(Stream, 0, int.MaxValue, default);

    /// <summary>Stops the silo in order (trainers checkpoint) if it runs, and starts one over the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        var builder = new TestClusterBuilder(_silos);
        builder.Properties[HostProperty] = _id;
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>The head on one silo, as its own callers reach it.</summary>
    public static ILiveHeadGrain HeadOn(SiloHandle silo, string model) =>
        ((InProcessSiloHandle)silo).SiloHost.Services.GetRequiredService<IGrainFactory>().GetGrain<ILiveHeadGrain>(Names.ModelKey(Stream.Tenant, model));

    /// <summary>Kills a silo as a process is killed: it says nothing to anybody.</summary>
    public Task KillAsync(SiloHandle silo) => _cluster!.KillSiloAsync(silo);

    public async Task StopAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.StopAllSilosAsync();
            await _cluster.DisposeAsync();
            _cluster = null;
        }
    }

    /// <summary>Repeats a call that fails with a transient error, as a client does.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (BerlinException exception) when (exception.IsTransient && !bound.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Asks again until the answer is as wanted; for what happens after an acknowledgement.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> call, Predicate<T> isWanted)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var answer = await RetryAsync(call);
            if (isWanted(answer) || bound.IsCancellationRequested)
            {
                return answer;
            }

            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _storage.DisposeAsync();
        Hosts.TryRemove(_id, out _);
        _folder.Delete(recursive: true);
    }

    private void AddServices(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Time);
        services.AddBerlinGrains();
        services.Configure(_configure);
        services.AddSingleton<IFaultInjector>(NoFaults.Instance);
        services.AddSingleton(new NodeIdentity($"silo-{_id}/{Interlocked.Increment(ref _silosStarted)}"));
        services.AddSingleton<IObservationLog>(Log);
        services.AddSingleton<Storage.Blobs.IBlobStore>(Blobs);
        services.AddSingleton(_storage.Checkpoints);
        services.AddSingleton(_storage.Models);
        services.AddSingleton(_storage.Tenants);
        services.AddSingleton(_storage.EntityStates);
        services.AddSingleton(_storage.JobFiles);
        services.AddSingleton(_storage.Jobs);
        services.AddSingleton<IJobScoring>(Scoring);
        services.Configure(_configureJobs);
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var id = siloBuilder.Configuration[HostProperty] ?? throw new InvalidOperationException($"{HostProperty} is not set.");
            Hosts[id].AddServices(siloBuilder.Services);
        }
    }
}
