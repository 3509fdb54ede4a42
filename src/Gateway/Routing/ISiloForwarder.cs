namespace Berlin.Gateway.Routing;

/// <summary>The way from this gateway to its silos: over the network, or to the one in this process.</summary>
internal interface ISiloForwarder
{
    /// <summary>Adds what forwarding needs.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>What answers each <see cref="ForwardedRoute"/>.</summary>
    RequestDelegate Build(IServiceProvider services);
}
