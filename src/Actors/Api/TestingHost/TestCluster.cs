using System.Collections.ObjectModel;
using Microsoft.Extensions.Configuration;

namespace Orleans.TestingHost;

/// <summary>A cluster of silos in the test's own process.</summary>
public class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly IReadOnlyList<IConfigurationSource> _configuration;
    private readonly List<SiloHandle> _silos = [];

    internal TestCluster(TestClusterOptions options, IReadOnlyList<IConfigurationSource> configurationSources)
    {
        Options = options;
        _configuration = configurationSources;
    }

    /// <summary>What the cluster is made of.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>Calls grains from outside the silos.</summary>
    /// <exception cref="InvalidOperationException">The cluster does not run.</exception>
    public IClusterClient Client => _silos.OfType<InProcessSiloHandle>().FirstOrDefault()?.Client
        ?? throw new InvalidOperationException($"Call {nameof(DeployAsync)} first.");

    /// <summary>Makes references for calls from outside the silos.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>Services of the client.</summary>
    public IServiceProvider ServiceProvider => Client.ServiceProvider;

    /// <summary>The first silo; null before <see cref="DeployAsync()"/>.</summary>
    public SiloHandle? Primary => _silos.Count > 0 ? _silos[0] : null;

    /// <summary>The other silos.</summary>
    public IReadOnlyList<SiloHandle> SecondarySilos => [.. _silos.Skip(1)];

    /// <summary>The silos that run.</summary>
    public ReadOnlyCollection<SiloHandle> Silos => new([.. _silos.Where(silo => silo.IsActive)]);

    /// <summary>Starts the silos.</summary>
    public Task DeployAsync() => DeployAsync(CancellationToken.None);

    /// <summary>Starts the silos.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task DeployAsync(CancellationToken cancellationToken)
    {
        for (short instance = 0; instance < Options.InitialSilosCount; instance++)
        {
            _silos.Add(await InProcessSiloHandle.StartAsync(instance, Options, _configuration, cancellationToken));
        }
    }

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

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Enumerable.Reverse(_silos))
        {
            await silo.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
