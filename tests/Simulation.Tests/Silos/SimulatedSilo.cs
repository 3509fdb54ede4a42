using Berlin.Actors;
using Berlin.Actors.Clustering;
using Berlin.Actors.Hosting;
using Berlin.Grains.Hosting;
using Berlin.Grains.Serving;
using Berlin.Grains.Training;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Store;
using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berlin.Simulation.Tests.Silos;

/// <summary>One start of one silo: the engine and the grains as they are shipped, in a simulated process.</summary>
internal sealed class SimulatedSilo
{
    private static readonly IConfiguration NoConfiguration = new ConfigurationBuilder().Build();

    private readonly ServiceProvider _services;
    private readonly SiloRuntime _runtime;

    public SimulatedSilo(SimulatedCluster cluster, SiloSlot slot, SimulatedProcess process)
    {
        Slot = slot;
        Process = process;
        var services = new ServiceCollection();
        AddStores(services, cluster);
        AddEngine(services, cluster);
        _services = services.BuildServiceProvider();
        _runtime = _services.GetRequiredService<SiloRuntime>();
        process.Died += OnDied;
    }

    public SiloSlot Slot { get; }

    public SimulatedProcess Process { get; }

    public IGrainFactory Grains => _runtime.Client;

    public IClusterMembership Membership => _services.GetRequiredService<IClusterMembership>();

    /// <summary>Whether its HTTP port is open.</summary>
    public bool IsServing { get; private set; }

    /// <summary>Whether it has begun to leave in order.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>When the head of a model answered here last: it must go on answering.</summary>
    public Dictionary<string, TimeSpan> LoadedHeads { get; } = new(StringComparer.Ordinal);

    public async Task StartAsync()
    {
        // Its supervisor starts another process soon after the cluster holds this one for dead.
        Membership.Died += () => Process.Post(TimeSpan.FromMilliseconds(500), _ => Process.Kill());
        try
        {
            await _runtime.StartAsync(default);
            await _runtime.StartedAsync(default);
        }
        catch (SiloUnavailableException)
        {
            Process.Kill();
            return;
        }

        IsServing = true;
        Process.World.Write($"{Process} serves");
    }

    /// <summary>Leaves in order, as on SIGTERM: hands over, ends requests, stops.</summary>
    public async Task LeaveAsync()
    {
        IsLeaving = true;
        await _runtime.StoppingAsync(default);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Process.Clock);
        IsServing = false;
        await _runtime.StopAsync(default);
        Process.World.Write($"{Process} has left");
        Process.Kill();
    }

    private void OnDied()
    {
        IsServing = false;
        _runtime.Kill();
    }

    private void AddEngine(IServiceCollection services, SimulatedCluster cluster)
    {
        services.AddSingleton<TimeProvider>(Process.Clock);
        services.AddSingleton<ITurnExecutor>(Process.Turns);
        services.AddSingleton<ILoggerProvider>(new TraceLogs(Process));
        cluster.AddEngineParts(services, this);
        _ = new SiloBuilder(services, NoConfiguration);
        services.Configure<SiloOptions>(silo => silo.SiloName = Slot.Name);
        services.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionAge = TimeSpan.FromSeconds(12);
            collection.CollectionQuantum = TimeSpan.FromSeconds(5);
        });
        services.AddBerlinGrains();
        services.AddSingleton(provider => new NodeIdentity($"{Slot.Name}/{provider.GetRequiredService<IClusterMembership>().Me!.Generation}"));

        // Small figures, so that a short run passes every path.
        services.Configure<TrainerOptions>(trainer =>
        {
            trainer.CheckpointObservations = 16;
            trainer.CheckpointInterval = TimeSpan.FromSeconds(3);
            trainer.AbsorbSliceObservations = 2;
            trainer.ReplayPageObservations = 7;
            trainer.MaxAppendObservations = 12;
        });
        services.Configure<EntityOptions>(entities =>
        {
            entities.RowsBeforeStoring = 4;
            entities.RowsWorthStoring = 2;
        });
    }

    private void AddStores(IServiceCollection services, SimulatedCluster cluster)
    {
        var client = new StoreClient(cluster.Database, Process, Slot.Store);
        var crashes = new CrashPoints(Process, cluster.Crashes);
        services.AddSingleton<IFaultInjector>(crashes);
        services.AddSingleton<IObservationLog>(new SimulatedObservationLog(client, crashes, cluster.Bug));
        services.AddSingleton<ICheckpointCatalog>(new SimulatedCheckpoints(client, cluster.Bug));
        services.AddSingleton<IEntityStates>(new SimulatedEntityStates(client));
        services.AddSingleton<IModelStore>(new SimulatedModels(client));
        services.AddSingleton<IBlobStore>(new SimulatedBlobs(client, cluster.Blobs, cluster.Bug));
        services.AddSingleton<IJobFiles>(new NoJobFiles());
    }
}
