using Berlin.Actors.Hosting;
using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a silo to a host.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Adds a silo.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder) =>
        hostAppBuilder.UseOrleans(static _ => { });

    /// <summary>Adds a silo.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    /// <param name="configureDelegate">Configures the silo.</param>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(new SiloBuilder(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Adds a silo.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder) =>
        hostAppBuilder.UseOrleans(static _ => { });

    /// <summary>Adds a silo.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    /// <param name="configureDelegate">Configures the silo.</param>
    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ((IHostApplicationBuilder)hostAppBuilder).UseOrleans(configureDelegate);
        return hostAppBuilder;
    }

    /// <summary>Adds a silo.</summary>
    /// <param name="hostBuilder">The host.</param>
    /// <param name="configureDelegate">Configures the silo.</param>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.UseOrleans((_, silo) => configureDelegate(silo));
    }

    /// <summary>Adds a silo.</summary>
    /// <param name="hostBuilder">The host.</param>
    /// <param name="configureDelegate">Configures the silo.</param>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices((context, services) => configureDelegate(context, new SiloBuilder(services, context.Configuration)));
    }
}
