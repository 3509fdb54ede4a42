using System.Collections.ObjectModel;
using Berlin.Actors.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.TestingHost;

#pragma warning disable CA1822 // Members are instance members in Orleans, also where the embedded engine needs no instance.

/// <summary>A cluster of silos in the test's own process, and a client outside them.</summary>
public class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly IReadOnlyList<IConfigurationSource> _configuration;
    private readonly SharedByCluster _shared = new();
    private readonly List<InProcessSiloHandle> _silos = [];
    private short _started;
    private ServiceProvider? _clientServices;
    private ClientRuntime? _client;

    internal TestCluster(TestClusterOptions options, IReadOnlyList<IConfigurationSource> configurationSources)
    {
        Options = options;
        _configuration = configurationSources;
    }

    /// <summary>What the cluster is made of.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>Calls grains from outside the silos.</summary>
    /// <exception cref="InvalidOperationException">The cluster does not run.</exception>
    public IClusterClient Client => _client?.Client ?? throw new InvalidOperationException($"Call {nameof(DeployAsync)} first.");

    /// <summary>Makes references for calls from outside the silos.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>Services of the client.</summary>
    public IServiceProvider ServiceProvider => Client.ServiceProvider;

    /// <summary>The first silo; null before <see cref="DeployAsync()"/>.</summary>
    public SiloHandle? Primary => _silos.Find(silo => silo.InstanceNumber == 0);

    /// <summary>The silos but the first.</summary>
    public IReadOnlyList<SiloHandle> SecondarySilos => [.. _silos.Where(silo => silo.InstanceNumber > 0)];

    /// <summary>The silos that run.</summary>
    public ReadOnlyCollection<SiloHandle> Silos => new([.. GetActiveSilos()]);

    /// <summary>The silos that run.</summary>
    public IEnumerable<SiloHandle> GetActiveSilos() => _silos.Where(silo => silo.IsActive);

    /// <summary>Starts the silos and the client.</summary>
    public Task DeployAsync() => DeployAsync(CancellationToken.None);

    /// <summary>Starts the silos and the client.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task DeployAsync(CancellationToken cancellationToken)
    {
        await StartAdditionalSilosAsync(Options.InitialSilosCount, startAdditionalSiloOnNewPort: false, cancellationToken);
        StartClient();
    }

    /// <summary>Starts one more silo.</summary>
    /// <param name="startAdditionalSiloOnNewPort">For Orleans; silos of the embedded engine have no port here.</param>
    public async Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false) =>
        (await StartAdditionalSilosAsync(1, startAdditionalSiloOnNewPort))[0];

    /// <summary>Starts more silos.</summary>
    /// <param name="silosToStart">How many.</param>
    /// <param name="startAdditionalSiloOnNewPort">For Orleans; silos of the embedded engine have no port here.</param>
    public Task<List<SiloHandle>> StartAdditionalSilosAsync(int silosToStart, bool startAdditionalSiloOnNewPort = false) =>
        StartAdditionalSilosAsync(silosToStart, startAdditionalSiloOnNewPort, CancellationToken.None);

    /// <summary>Starts more silos.</summary>
    /// <param name="silosToStart">How many.</param>
    /// <param name="startAdditionalSiloOnNewPort">For Orleans; silos of the embedded engine have no port here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<SiloHandle>> StartAdditionalSilosAsync(int silosToStart, bool startAdditionalSiloOnNewPort, CancellationToken cancellationToken)
    {
        List<SiloHandle> started = [];
        while (started.Count < silosToStart)
        {
            var silo = await InProcessSiloHandle.StartAsync(_started++, Options, _configuration, _shared, cancellationToken);
            _silos.Add(silo);
            started.Add(silo);
        }

        return started;
    }

    /// <summary>Stops a silo in order: its activations end, and their grains live on elsewhere.</summary>
    /// <param name="instance">The silo.</param>
    public Task StopSiloAsync(SiloHandle instance) => StopSiloAsync(instance, CancellationToken.None);

    /// <summary>Stops a silo in order: its activations end, and their grains live on elsewhere.</summary>
    /// <param name="instance">The silo.</param>
    /// <param name="cancellationToken">Hurries it.</param>
    public Task StopSiloAsync(SiloHandle instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.StopSiloAsync(cancellationToken);
    }

    /// <summary>Ends a silo as the death of its process would.</summary>
    /// <param name="instance">The silo.</param>
    public Task KillSiloAsync(SiloHandle instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.StopSiloAsync(stopGracefully: false);
    }

    /// <summary>Completes when every silo knows of every other; here that is at once.</summary>
    /// <param name="didKill">Whether a silo was killed.</param>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    /// <summary>Stops every silo in order.</summary>
    public Task StopAllSilosAsync() => StopAllSilosAsync(CancellationToken.None);

    /// <summary>Stops every silo in order.</summary>
    /// <param name="cancellationToken">Hurries them.</param>
    public async Task StopAllSilosAsync(CancellationToken cancellationToken)
    {
        foreach (var silo in Enumerable.Reverse(_silos))
        {
            await silo.StopSiloAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var silo in _silos)
        {
            silo.Dispose();
        }

        DisposeClient();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Enumerable.Reverse(_silos))
        {
            await silo.DisposeAsync();
        }

        DisposeClient();
        GC.SuppressFinalize(this);
    }

    private void StartClient()
    {
        var configuration = new ConfigurationBuilder();
        foreach (var source in _configuration)
        {
            configuration.Add(source);
        }

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOptions();
        var builder = new ClientBuilder(services, configuration.Build());
        foreach (var name in Options.ClientBuilderConfiguratorTypes)
        {
            ((IClientBuilderConfigurator)Activator.CreateInstance(Type.GetType(name!, throwOnError: true)!)!).Configure(builder.Configuration, builder);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => Client);
        services.AddSingleton<IGrainFactory>(_ => Client);
        _clientServices = services.BuildServiceProvider();
        _client = new ClientRuntime(_shared.Cluster, _shared.Transport, _shared.Manifest, _clientServices);
    }

    private void DisposeClient()
    {
        _client?.Dispose();
        _clientServices?.Dispose();
    }
}
