using Berlin.Actors.Calls;
using Berlin.Actors.CodeGeneration;
using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>Routes the calls of a client: to the silo that owns the grain; for a stateless worker that is as good as any.</summary>
internal sealed class ClientRouter(IClusterViews views, ISiloTransport transport) : ICallRouter
{
    public void Route(Invocation invocation)
    {
        var view = views.Current;
        if (view.OwnerOf(invocation.Target) is { } owner)
        {
            invocation.Host = owner.Identity;
            invocation.ViewVersion = view.Version;
            transport.Send(owner, invocation);
        }
        else
        {
            invocation.TryFail(new SiloUnavailableException($"The cluster has no active silo; the call to {invocation.Target} did not run. Repeat it."));
        }
    }
}
