using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>Configures the hosts of a test cluster's silos. Made anew for each silo by its parameterless constructor.</summary>
public interface IHostConfigurator
{
    /// <summary>Configures one host.</summary>
    /// <param name="hostBuilder">The host.</param>
    void Configure(IHostBuilder hostBuilder);
}
