using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>Configures the silos of a test cluster. Made anew for each silo by its parameterless constructor.</summary>
public interface ISiloConfigurator
{
    /// <summary>Configures one silo; <c>siloBuilder.Configuration</c> holds the builder's properties.</summary>
    /// <param name="siloBuilder">The silo.</param>
    void Configure(ISiloBuilder siloBuilder);
}
