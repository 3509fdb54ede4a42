using Berlin.Gateway.Routing.Rings;

namespace Berlin.Gateway.Engines;

/// <summary>A gateway's way to the cluster that it stands before.</summary>
internal interface IClusterAccess : IAsyncDisposable
{
    /// <summary>Calls the cluster's grains.</summary>
    IClusterClient Client { get; }

    /// <summary>The cluster's silos.</summary>
    ISiloRing Ring { get; }
}
