namespace Berlin.Gateway.Routing;

/// <summary>
/// Hands requests to the silo in this process: the same headers and the same pipeline as over the network, without a
/// second connection. Body and answer go straight between the client's connection and the silo.
/// </summary>
internal sealed class LocalForwarder(SiloPipeline silo) : ISiloForwarder
{
    public void AddServices(IServiceCollection services)
    {
        // The silo has its own.
    }

    public RequestDelegate Build(IServiceProvider services) => context => silo(context.Features);
}
