using Berlin.Grains.Hosting;
using Berlin.Storage.Tenancy;

namespace Berlin.Silo.Stores;

/// <summary>The open store of a silo, whichever it is.</summary>
internal interface ISiloStore : IAsyncDisposable
{
    /// <summary>Tenants and keys.</summary>
    ITenantStore Tenants { get; }

    /// <summary>Identity of this start of the silo, under which it owns streams.</summary>
    NodeIdentity Node { get; }

    /// <summary>Adds every store to a container, which closes them when it is disposed of.</summary>
    void AddTo(IServiceCollection services);
}
