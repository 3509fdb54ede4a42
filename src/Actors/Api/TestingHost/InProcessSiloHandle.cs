using Berlin.Actors.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>A silo in the test's own process.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private readonly IHost _host;
    private bool _isActive = true;
    private bool _isDisposed;

    private InProcessSiloHandle(IHost host) => _host = host;

    /// <inheritdoc/>
    public override bool IsActive => _isActive;

    /// <summary>Services of the silo.</summary>
    public IServiceProvider ServiceProvider => _host.Services;

    /// <summary>The silo's host.</summary>
    public IHost SiloHost => _host;

    /// <inheritdoc/>
    public override Task StopSiloAsync(bool stopGracefully)
    {
        if (!stopGracefully)
        {
            _host.Services.GetRequiredService<SiloRuntime>().Kill();
        }

        return StopSiloAsync(new CancellationToken(canceled: !stopGracefully));
    }

    /// <inheritdoc/>
    public override async Task StopSiloAsync(CancellationToken ct)
    {
        if (_isActive)
        {
            _isActive = false;
            try
            {
                await _host.StopAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // Hurried: what had not ended is dropped.
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            await StopSiloAsync(stopGracefully: true);
            _host.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    internal static async Task<InProcessSiloHandle> StartAsync(
        short instance, TestClusterOptions options, IEnumerable<IConfigurationSource> sources, SharedByCluster shared, CancellationToken cancellationToken)
    {
        var name = instance == 0 ? "Primary" : $"Secondary_{instance}";
        var host = new HostBuilder();
        host.ConfigureHostConfiguration(configuration =>
        {
            foreach (var source in sources)
            {
                configuration.Add(source);
            }
        });
        var configurators = options.SiloBuilderConfiguratorTypes
            .Select(name => Activator.CreateInstance(Type.GetType(name!, throwOnError: true)!)!)
            .ToArray();
        foreach (var configurator in configurators.OfType<IHostConfigurator>())
        {
            configurator.Configure(host);
        }

        host.ConfigureServices(shared.AddTo);
        host.UseOrleans(silo =>
        {
            silo.Services.Configure<Configuration.SiloOptions>(identity => identity.SiloName = name);
            silo.Services.Configure<Configuration.ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterId;
                cluster.ServiceId = options.ServiceId;
            });
            foreach (var configurator in configurators.OfType<ISiloConfigurator>())
            {
                configurator.Configure(silo);
            }
        });
        var built = host.Build();
        await built.StartAsync(cancellationToken);
        return new InProcessSiloHandle(built) { Name = name, InstanceNumber = instance };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _isActive = false;
            _host.Dispose();
        }

        base.Dispose(disposing);
    }
}
