using Berlin.Actors.Calls;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Grains;
using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>Routes the calls of a silo: to its own catalog, or to the silo that owns the grain.</summary>
internal sealed class SiloRouter(LocalCluster cluster, ISiloTransport transport, Catalog catalog) : ICallRouter
{
    private volatile SiloMember? _me;

    public SiloMember? Me => _me;

    public void Join(string name) => _me = cluster.Join(name, catalog);

    public void Route(Invocation invocation)
    {
        var view = cluster.View;
        var owner = OwnerOf(invocation.Target, view);
        if (owner is null)
        {
            invocation.TryFail(new SiloUnavailableException(_me is null
                ? $"The silo has not started; the call to {invocation.Target} did not run. Repeat it."
                : $"The silo stops and there is no other; the call to {invocation.Target} did not run. Repeat it."));
            return;
        }

        invocation.Host = owner;
        if (ReferenceEquals(owner, _me))
        {
            catalog.Route(invocation);
        }
        else
        {
            transport.Send(owner, invocation);
        }
    }

    /// <summary>Whether the grain's place is on another silo than this one.</summary>
    public bool HasMoved(GrainId grainId) =>
        cluster.View is var view && _me is { } me && view.Contains(me) && !ReferenceEquals(OwnerOf(grainId, view), me);

    private SiloMember? OwnerOf(GrainId grainId, ClusterView view)
    {
        if (view.Members.Length == 1)
        {
            return view.Members[0];
        }

        return _me is { } me && catalog.IsStatelessWorker(grainId.Type) && view.Contains(me) ? me : view.OwnerOf(grainId);
    }
}
