using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Oracle;
using Berlin.Simulation.Tests.Planted;
using Berlin.Simulation.Tests.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Simulation.Tests.Silos;

/// <summary>The machines: three silos, the database, the folder that all share. A silo that ends is started again by its supervisor.</summary>
internal sealed class SimulatedCluster
{
    // Read once per process: the assemblies do not change.
    private static readonly Lazy<GrainManifest> Manifest = new(GrainManifest.OfLoadedAssemblies);

    private readonly LocalCluster _local;
    private readonly InMemoryTransport _transport = new();
    private readonly Draws _draws;

    public SimulatedCluster(World world, PlantedBug bug)
    {
        World = world;
        Bug = bug;
        _draws = world.Draws.Fork();
        Database = new SimulatedDatabase(world);
        Oracle = new StoreOracle(world, Database.Weather, Blobs);
        Database.Witness = Oracle;
        Crashes = new CrashChance(world.Draws.Fork());
        _local = new LocalCluster(world.Director.Clock);
    }

    public World World { get; }

    public PlantedBug Bug { get; }

    public SimulatedDatabase Database { get; }

    public SortedDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public StoreOracle Oracle { get; }

    public CrashChance Crashes { get; }

    public IReadOnlyList<SiloSlot> Slots { get; } = [new("silo-1"), new("silo-2"), new("silo-3")];

    public ClusterView View => _local.Current;

    public void AddEngineParts(IServiceCollection services, SimulatedSilo silo)
    {
        services.AddSingleton(Manifest.Value);
        services.AddSingleton(_local);
        services.AddSingleton(_transport);
    }

    /// <summary>Starts a silo on a machine on which none runs.</summary>
    public void Start(SiloSlot slot)
    {
        if (slot.Silo is { Process.IsDead: false })
        {
            return;
        }

        var process = World.AddProcess($"{slot.Name}/{++slot.Starts}");
        var silo = new SimulatedSilo(this, slot, process);
        slot.Silo = silo;
        process.Died += () => World.Director.Post(_draws.Milliseconds(300, 3_000), _ => Start(slot));
        World.Write($"{process} starts");
        process.Start(silo.StartAsync);
    }

    /// <summary>Stage one: who is paused for too long is held for dead by decree.</summary>
    public void Expel(SimulatedSilo silo)
    {
        if (silo.Membership.Me is { } me)
        {
            _local.Remove(me);
        }
    }
}
