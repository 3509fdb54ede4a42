using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Membership;
using Berlin.Simulation.Tests.Network;
using Berlin.Simulation.Tests.Oracle;
using Berlin.Simulation.Tests.Planted;
using Berlin.Simulation.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Berlin.Simulation.Tests.Silos;

/// <summary>The machines: three silos, the database, the folder that all share. A silo that ends is started again by its supervisor.</summary>
internal sealed class SimulatedCluster
{
    // Read once per process: the assemblies do not change.
    private static readonly Lazy<GrainManifest> Manifest = new(GrainManifest.OfLoadedAssemblies);

    private readonly Draws _draws;

    public SimulatedCluster(World world, PlantedBug bug)
    {
        World = world;
        Bug = bug;
        _draws = world.Draws.Fork();
        Database = new SimulatedDatabase(world);
        Network = new SimulatedNetwork(world);
        Oracle = new StoreOracle(world, Database.Weather, Blobs);
        Database.Witness = Oracle;
        Crashes = new CrashChance(world.Draws.Fork());
        MembershipOracle = new MembershipOracle(world, Membership, identity => FindMembership(identity));
        Table = new WatchedTable(Database.Process, Membership, MembershipOracle, bug);
    }

    public World World { get; }

    public PlantedBug Bug { get; }

    public SimulatedDatabase Database { get; }

    public SortedDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public StoreOracle Oracle { get; }

    public CrashChance Crashes { get; }

    public IReadOnlyList<SiloSlot> Slots { get; } = [new("silo-1"), new("silo-2"), new("silo-3")];

    public SimulatedNetwork Network { get; }

    public MembershipOptions Membership { get; } = new();

    public MembershipOracle MembershipOracle { get; }

    public WatchedTable Table { get; }

    /// <summary>Adds what of the engine stands in for sockets and threads.</summary>
    public void AddEngineParts(IServiceCollection services, SimulatedSilo silo)
    {
        var agent = new MembershipAgent(Membership, silo.Process.Clock);
        _ = new LeaseDriver(agent, Table, silo.Process, Database, silo.Slot.Store, Membership);
        agent.Changed += () => MembershipOracle.Observe(silo.Process.Name, agent.Current);
        agent.Died += () => World.Write($"{silo.Process} learns that it is dead");
        services.AddSingleton(Manifest.Value);
        services.AddSingleton<IClusterMembership>(new AgentMembership(
            agent,
            endpoint => new SiloDescription(silo.Slot.Name, endpoint, null, SiloDescription.NoMetadata),
            handlers => silo.Process.Post(World.Jitter(), static state => ((Action)state!)(), handlers)));
        services.AddSingleton<IClusterViews>(provider => provider.GetRequiredService<IClusterMembership>());
        services.AddSingleton(Options.Create(Membership));
        services.AddSingleton<IMessageTransport>(new SimulatedTransport(Network, silo.Process, silo.Slot.Name));
        services.AddSingleton<ISiloTransport, RemoteCalls>();
        services.AddSingleton<ISiloListener>(provider => new SimulatedListener(
            Network,
            silo.Process,
            silo.Slot.Name,
            Manifest.Value,
            provider.GetRequiredService<IOptions<SiloMessagingOptions>>().Value,
            provider.GetRequiredService<ILogger<RemoteArrivals>>()));
    }

    /// <summary>Starts a silo, which its supervisor starts again when it ends. Where one runs by mistake, two of one name do for a while.</summary>
    public void Start(SiloSlot slot)
    {
        var process = World.AddProcess($"{slot.Name}/{++slot.Starts}");
        var silo = new SimulatedSilo(this, slot, process);
        slot.Silo = silo;
        process.Died += () => World.Director.Post(_draws.Milliseconds(300, 3_000), _ =>
        {
            if (slot.Silo == silo)
            {
                Start(slot);
            }
        });
        World.Write($"{process} starts");
        process.Start(silo.StartAsync);
    }

    private IClusterMembership? FindMembership(SiloIdentity identity) =>
        Slots.Select(slot => slot.Silo).FirstOrDefault(silo => silo is { Process.IsDead: false } && silo.Membership.Me == identity)?.Membership;
}
