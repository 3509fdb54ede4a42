namespace Berlin.Silo;

/// <summary>What a silo is told at its start; checked as a whole before anything is opened.</summary>
public sealed class SiloOptions
{
    /// <summary>
    /// Name of the silo, for logs, ownership and its place in the cluster: <c>[a-z0-9][a-z0-9._-]{0,62}</c>; default
    /// <c>silo-1</c>. A silo that returns under its name owns the same keys again.
    /// </summary>
    public string Name { get; set; } = "silo-1";

    /// <summary>
    /// Folder of what is stored as files, and of the operator's key; default <c>berlin-data</c>. One process holds it with
    /// its database in it; all silos of a cluster share it.
    /// </summary>
    public string DataFolder { get; set; } = "berlin-data";

    /// <summary>Secret that gateways and silos believe each other by: 32 to 128 printable ASCII characters without spaces. No default.</summary>
    public string JoinSecret { get; set; } = "";

    /// <summary>
    /// IP address and port to listen on for gateways of other processes, such as <c>127.0.0.1:5101</c>. Default: none; the silo
    /// opens no port, and a gateway in its process calls <see cref="SiloHost.ProcessAsync"/>. A silo of a cluster needs one.
    /// </summary>
    public string? HttpEndpoint { get; set; }

    /// <summary>The cluster that the silo is part of. Default: none; the silo is alone, and stores in its data folder.</summary>
    public SiloClusterOptions? Cluster { get; set; }
}
