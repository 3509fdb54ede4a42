using Berlin.Gateway.Routing.Attempts;
using Berlin.Gateway.Routing.Placement;
using Berlin.Gateway.Routing.Rings;
using Berlin.Gateway.Routing.Silos;

namespace Berlin.Gateway.Routing;

/// <summary>Forwards to silos in other processes, with YARP's forwarder.</summary>
internal sealed class NetworkForwarder(ISiloRing ring) : ISiloForwarder
{
    public void AddServices(IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton(ring);
        services.AddSingleton<SiloDestinations>();
        services.AddHostedService(provider => provider.GetRequiredService<SiloDestinations>());
        services.AddSingleton<HotKeys>();
        services.AddSingleton<SiloChoice>();
        services.AddSingleton<RetryBudget>();
        services.AddSingleton<SiloRequests>();
    }

    public RequestDelegate Build(IServiceProvider services) => services.GetRequiredService<SiloRequests>().ForwardAsync;
}
