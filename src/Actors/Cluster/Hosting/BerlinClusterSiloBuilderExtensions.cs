using System.Net;
using Berlin.Actors.Cluster.Membership;
using Berlin.Actors.Cluster.Transport;
using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>Makes a silo take part in a cluster of several processes.</summary>
public static class BerlinClusterSiloBuilderExtensions
{
    /// <summary>
    /// Makes the silo join the cluster whose membership table is in PostgreSQL. The silo's services then hold <see cref="ILocalSilo"/> and
    /// <see cref="ISiloDirectory"/>. It joins while the host starts, owns grains when everything has started, and hands them over before the
    /// host's servers stop.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="options">How it takes part.</param>
    /// <exception cref="OptionsValidationException">Options are wrong; names every fault.</exception>
    public static ISiloBuilder UseBerlinCluster(this ISiloBuilder builder, BerlinClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        ClusterOptionFaults.ThrowIfAny(options);
        var services = builder.Services;
        services.Configure<SiloOptions>(silo => silo.SiloName = options.Name);
        services.Configure<ClusterOptions>(cluster => cluster.ClusterId = options.ClusterId);
        services.AddSingleton(options);
        services.AddSingleton(Options.Create(options.Membership));
        services.AddSingleton<ILocalSilo, LocalSilo>();
        services.AddSingleton<ISiloDirectory, ViewsDirectory>();
        AddMembership(services, options);
        AddTransport(services, options);
        return builder;
    }

    private static void AddMembership(IServiceCollection services, BerlinClusterOptions options)
    {
        services.AddSingleton(provider => new MembershipAgent(options.Membership, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IClusterMembership>(provider => new AgentMembership(
            provider.GetRequiredService<MembershipAgent>(), endpoint => Describe(options, endpoint), RunOnPool));
        services.AddSingleton<IClusterViews>(provider => provider.GetRequiredService<IClusterMembership>());
        services.AddSingleton<IMembershipTable>(
            _ => new PostgresMembershipTable(options.ConnectionString, options.ClusterId, options.Name, options.Membership));
        services.AddSingleton<LeaseThread>();
        services.AddSingleton(provider => new ViewListener(
            options.ConnectionString,
            options.Name,
            options.Membership,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<MembershipAgent>().Hear,
            provider.GetRequiredService<ILogger<ViewListener>>()));
        services.AddHostedService<MembershipThreads>();
    }

    private static void AddTransport(IServiceCollection services, BerlinClusterOptions options)
    {
        services.AddSingleton(new TransportOptions(options.ClusterId, options.JoinSecret, options.Name, options.Certificate));
        services.AddSingleton<IMessageTransport, HttpMessageTransport>();
        services.AddSingleton<ISiloTransport, RemoteCalls>();
        services.AddSingleton<ISiloListener>(provider => new HttpSiloListener(
            provider.GetRequiredService<TransportOptions>(),
            IPEndPoint.Parse(options.ListenEndpoint),
            provider.GetRequiredService<GrainManifest>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<SiloMessagingOptions>>().Value,
            provider.GetRequiredService<ILoggerFactory>()));
    }

    private static SiloDescription Describe(BerlinClusterOptions options, string endpoint) => new(
        options.Name,
        options.AdvertisedEndpoint ?? endpoint,
        options.AdvertisedHttpUrl?.ToString(),
        SiloDescription.NoMetadata.Add("version", options.Version));

    private static void RunOnPool(Action handlers) => ThreadPool.UnsafeQueueUserWorkItem(static run => run(), handlers, preferLocal: false);
}
