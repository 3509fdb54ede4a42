namespace Orleans.TestingHost;

/// <summary>What a test cluster is made of.</summary>
public class TestClusterOptions
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterId { get; set; } = "test";

    /// <summary>Name of the service.</summary>
    public string ServiceId { get; set; } = "test";

    /// <summary>Silos that <c>DeployAsync</c> starts; default 2.</summary>
    public short InitialSilosCount { get; set; } = 2;

    /// <summary>Assembly-qualified names of the silos' configurators.</summary>
    public List<string?> SiloBuilderConfiguratorTypes { get; } = [];

    /// <summary>Assembly-qualified names of the client's configurators.</summary>
    public List<string?> ClientBuilderConfiguratorTypes { get; } = [];
}
