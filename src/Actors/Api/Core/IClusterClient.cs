namespace Orleans;

/// <summary>A caller of grains: inside a silo the silo itself, outside a connection to the cluster.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>Services of the client.</summary>
    IServiceProvider ServiceProvider { get; }
}
