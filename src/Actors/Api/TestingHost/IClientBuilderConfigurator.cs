using Microsoft.Extensions.Configuration;
using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>Configures the client of a test cluster. Made by its parameterless constructor.</summary>
public interface IClientBuilderConfigurator
{
    /// <summary>Configures the client.</summary>
    /// <param name="configuration">Holds the builder's properties.</param>
    /// <param name="clientBuilder">The client.</param>
    void Configure(IConfiguration configuration, IClientBuilder clientBuilder);
}
