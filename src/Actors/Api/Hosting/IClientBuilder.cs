using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Builds a client of a cluster.</summary>
public interface IClientBuilder
{
    /// <summary>Services of the client.</summary>
    IServiceCollection Services { get; }

    /// <summary>Configuration of the client.</summary>
    IConfiguration Configuration { get; }
}
