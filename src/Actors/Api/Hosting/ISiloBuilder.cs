using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Builds a silo inside a host.</summary>
public interface ISiloBuilder
{
    /// <summary>Services of the host.</summary>
    IServiceCollection Services { get; }

    /// <summary>Configuration of the host.</summary>
    IConfiguration Configuration { get; }
}
