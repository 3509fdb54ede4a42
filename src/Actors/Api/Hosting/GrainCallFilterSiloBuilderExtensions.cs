using Berlin.Actors.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Call filters of a silo.</summary>
public static class GrainCallFilterSiloBuilderExtensions
{
    /// <summary>Adds a filter around the calls that arrive at grains of this silo.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="filter">The filter.</param>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IIncomingGrainCallFilter filter)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(filter);
        return builder;
    }

    /// <summary>Adds a filter around the calls that arrive at grains of this silo.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="filter">The filter.</param>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IncomingGrainCallFilterDelegate filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return builder.AddIncomingGrainCallFilter(new DelegateCallFilter(filter));
    }

    /// <summary>Adds a filter, made once from the silo's services, around the calls that arrive at grains of this silo.</summary>
    /// <typeparam name="TImplementation">The filter.</typeparam>
    /// <param name="builder">The silo.</param>
    public static ISiloBuilder AddIncomingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IIncomingGrainCallFilter
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IIncomingGrainCallFilter, TImplementation>();
        return builder;
    }
}
