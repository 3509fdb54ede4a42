namespace Berlin.Silo;

/// <summary>The part of a silo in a cluster. See <see cref="SiloOptions.Cluster"/>.</summary>
public sealed class SiloClusterOptions
{
    /// <summary>
    /// PostgreSQL database of the cluster, such as <c>Host=db;Database=berlin;Username=berlin;Password=...</c>. No default. Never
    /// logged or told.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>IP address and port to listen on for the other silos, such as <c>127.0.0.1:5201</c>. No default.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>Host and port where the other silos reach <see cref="Endpoint"/>; default: as it is.</summary>
    public string? AdvertisedEndpoint { get; set; }

    /// <summary>URL where gateways reach <see cref="SiloOptions.HttpEndpoint"/>; default: <c>http://</c> and that.</summary>
    public string? AdvertisedHttpUrl { get; set; }

    /// <summary>Connections of this silo to the database that calls use at once: 4 to 1,000; default 20.</summary>
    public int MaxConnections { get; set; } = 20;
}
