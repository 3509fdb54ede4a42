using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Hosting;

/// <summary>Services and options of a silo.</summary>
public static class SiloBuilderExtensions
{
    /// <summary>Adds services.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configureDelegate">Adds them.</param>
    public static ISiloBuilder ConfigureServices(this ISiloBuilder builder, Action<IServiceCollection> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(builder.Services);
        return builder;
    }

    /// <summary>Sets options.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="builder">The silo.</param>
    /// <param name="configureOptions">Sets them.</param>
    public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, Action<TOptions> configureOptions)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configureOptions);
        return builder;
    }

    /// <summary>Binds options to configuration.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="builder">The silo.</param>
    /// <param name="configuration">The section.</param>
    public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, IConfiguration configuration)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<TOptions>().Bind(configuration);
        return builder;
    }

    /// <summary>Configures logging.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configureLogging">Configures it.</param>
    public static ISiloBuilder ConfigureLogging(this ISiloBuilder builder, Action<ILoggingBuilder> configureLogging)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddLogging(configureLogging);
        return builder;
    }
}
