using Berlin.Actors.Calls;
using Berlin.Actors.CodeGeneration;
using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>Routes the calls of a client: to the silo that owns the grain, or while that is away to any other.</summary>
/// <remarks>A client does not know which grains are stateless workers. The other silo does: it answers for those, and hands the rest on.</remarks>
internal sealed class ClientRouter(IClusterViews views, ISiloTransport transport) : ICallRouter
{
    public void Route(Invocation invocation)
    {
        var view = views.Current;
        if (view.OwnerOf(invocation.Target) is { } owner)
        {
            var silo = transport.IsAway(owner) ? view.Active.FirstOrDefault(other => !transport.IsAway(other)) ?? owner : owner;
            invocation.Host = silo.Identity;
            invocation.ViewVersion = view.Version;
            transport.Send(silo, invocation);
        }
        else
        {
            invocation.TryFail(new SiloUnavailableException($"The cluster has no active silo; the call to {invocation.Target} did not run. Repeat it."));
        }
    }
}
