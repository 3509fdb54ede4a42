namespace Orleans.Configuration;

/// <summary>Which cluster a silo or client belongs to.</summary>
public class ClusterOptions
{
    /// <summary>Default of <see cref="ClusterId"/>.</summary>
    public const string DefaultClusterId = "default";

    /// <summary>Default of <see cref="ServiceId"/>.</summary>
    public const string DefaultServiceId = "default";

    /// <summary>Name of the cluster; silos of one cluster know each other.</summary>
    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>Name of the service; stays the same over the life of its stored state.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}
