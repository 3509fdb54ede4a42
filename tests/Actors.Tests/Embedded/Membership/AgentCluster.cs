using Berlin.Actors.Clustering;
using Berlin.Actors.Hosting;
using Berlin.Actors.Manifest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Silos in the test's process that keep their places by leases in a table, whose time a test holds in its hands.</summary>
internal sealed class AgentCluster : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly InMemoryTransport _transport = new();
    private readonly GrainManifest _manifest = GrainManifest.OfLoadedAssemblies();
    private readonly List<AgentSilo> _silos = [];
    private readonly ServiceProvider _clientServices;
    private readonly ClientRuntime _client;

    public AgentCluster()
    {
        Table = new InMemoryMembershipTable(Time, new MembershipOptions());
        ClientViews = new TableViews(Table);
        _clientServices = new ServiceCollection().AddLogging().AddOptions().AddSingleton(TimeProvider.System).BuildServiceProvider();
        _client = new ClientRuntime(ClientViews, _transport, _manifest, _clientServices);
    }

    public ManualTime Time { get; } = new();

    public InMemoryMembershipTable Table { get; }

    public TableViews ClientViews { get; }

    /// <summary>Calls grains from outside the silos.</summary>
    public IClusterClient Client => _client.Client;

    public async Task<AgentSilo> StartAsync(string name)
    {
        var agent = new MembershipAgent(new MembershipOptions(), Time);
        var driver = new InlineDriver(agent, Table);
        var host = new HostBuilder().ConfigureLogging(logging => logging.ClearProviders()).UseOrleans(silo =>
        {
            silo.Services.AddSingleton(_transport);
            silo.Services.AddSingleton(_manifest);
            silo.Services.Configure<SiloOptions>(options => options.SiloName = name);
            silo.Services.AddSingleton<IClusterMembership>(_ => new AgentMembership(
                agent, endpoint => new SiloDescription(name, endpoint, null, SiloDescription.NoMetadata), static handlers => handlers()));
        }).Build();
        await host.StartAsync();
        var silo = new AgentSilo(host, agent, driver);
        Table.Notified += silo.Hear;
        _silos.Add(silo);
        return silo;
    }

    public void Advance(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += Step)
        {
            Time.Advance(Step);
            foreach (var silo in _silos.Where(silo => !silo.IsPaused))
            {
                silo.Driver.Run();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            silo.Runtime.Kill();
            silo.Host.Dispose();
        }

        _client.Dispose();
        await _clientServices.DisposeAsync();
    }
}

/// <summary>One silo of an <see cref="AgentCluster"/>.</summary>
internal sealed class AgentSilo(IHost host, MembershipAgent agent, InlineDriver driver)
{
    public IHost Host => host;

    public MembershipAgent Agent => agent;

    public InlineDriver Driver => driver;

    public SiloRuntime Runtime => host.Services.GetRequiredService<SiloRuntime>();

    public IClusterClient Client => Runtime.Client;

    /// <summary>It does nothing about its membership while time goes on.</summary>
    public bool IsPaused { get; set; }

    /// <summary>No notification reaches it.</summary>
    public bool IsDeaf { get; set; }

    public void Hear(long version)
    {
        if (!IsDeaf && !IsPaused)
        {
            agent.Hear(version);
        }
    }

    /// <summary>A key that this silo owns.</summary>
    public string NewKey()
    {
        while (true)
        {
            var key = Grains.Gates.NewName();
            if (agent.Current.OwnerOf(GrainId.Create("any", key))?.Identity == agent.Me)
            {
                return key;
            }
        }
    }
}

/// <summary>The views of a client that looks at nothing but what a test shows it.</summary>
internal sealed class TableViews(InMemoryMembershipTable table) : IClusterViews
{
    private ClusterView? _held;

    public event Action? Changed;

    public ClusterView Current => _held ?? table.Read();

    public Task RefreshAsync(long version) => Task.CompletedTask;

    /// <summary>Sees nothing newer from now on.</summary>
    public void Hold() => _held = table.Read();

    public void Tell() => Changed?.Invoke();
}
