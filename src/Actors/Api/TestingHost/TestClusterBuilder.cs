using Microsoft.Extensions.Configuration;

namespace Orleans.TestingHost;

/// <summary>Builds a cluster for a test.</summary>
public class TestClusterBuilder
{
    private readonly List<Action<IConfigurationBuilder>> _configuration = [];

    /// <summary>A cluster of two silos.</summary>
    public TestClusterBuilder()
        : this(2)
    {
    }

    /// <summary>A cluster.</summary>
    /// <param name="initialSilosCount">Silos that <c>DeployAsync</c> starts.</param>
    public TestClusterBuilder(short initialSilosCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(initialSilosCount, (short)1);
        Options.InitialSilosCount = initialSilosCount;
    }

    /// <summary>What the cluster is made of.</summary>
    public TestClusterOptions Options { get; } = new();

    /// <summary>Settings that travel to the silos as configuration.</summary>
    public Dictionary<string, string?> Properties { get; } = [];

    /// <summary>Adds an <see cref="ISiloConfigurator"/> or <see cref="IHostConfigurator"/>.</summary>
    /// <typeparam name="T">The configurator.</typeparam>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>()
        where T : new()
    {
        if (!typeof(ISiloConfigurator).IsAssignableFrom(typeof(T)) && !typeof(IHostConfigurator).IsAssignableFrom(typeof(T)))
        {
            throw new ArgumentException($"{typeof(T)} is neither an {nameof(ISiloConfigurator)} nor an {nameof(IHostConfigurator)}.");
        }

        Options.SiloBuilderConfiguratorTypes.Add(typeof(T).AssemblyQualifiedName);
        return this;
    }

    /// <summary>Adds an <see cref="IClientBuilderConfigurator"/>.</summary>
    /// <typeparam name="T">The configurator.</typeparam>
    public TestClusterBuilder AddClientBuilderConfigurator<T>()
        where T : new()
    {
        if (!typeof(IClientBuilderConfigurator).IsAssignableFrom(typeof(T)))
        {
            throw new ArgumentException($"{typeof(T)} is no {nameof(IClientBuilderConfigurator)}.");
        }

        Options.ClientBuilderConfiguratorTypes.Add(typeof(T).AssemblyQualifiedName);
        return this;
    }

    /// <summary>Adds configuration of the silos' hosts.</summary>
    /// <param name="configureDelegate">Adds it.</param>
    public TestClusterBuilder ConfigureHostConfiguration(Action<IConfigurationBuilder> configureDelegate)
    {
        _configuration.Add(configureDelegate);
        return this;
    }

    /// <summary>The cluster, not started.</summary>
    public TestCluster Build()
    {
        var configuration = new ConfigurationBuilder();
        configuration.AddInMemoryCollection(Properties);
        foreach (var configure in _configuration)
        {
            configure(configuration);
        }

        return new TestCluster(Options, [.. configuration.Sources]);
    }
}
