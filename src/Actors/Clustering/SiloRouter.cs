using Berlin.Actors.Calls;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Grains;
using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>Routes the calls of a silo: to its own catalog, or to the silo that owns the grain.</summary>
internal sealed class SiloRouter(IClusterMembership membership, ISiloTransport transport, Catalog catalog) : ICallRouter, IArrivals
{
    /// <summary>Routes a call that was made here.</summary>
    public void Route(Invocation invocation)
    {
        var view = membership.Current;
        if (TryTake(invocation, view, out var owner))
        {
            return;
        }

        Send(invocation, view, owner);
    }

    /// <summary>Takes a call that was sent here. Where the sender knows a newer view than this silo, the silo reads it first.</summary>
    public void Receive(Invocation call)
    {
        var isNewer = call.ViewVersion > membership.Current.Version;
#if PLANTED_BUGS
        isNewer &= !PlantedBugs.Is(PlantedBug.ViewNumberIgnored);
#endif
        if (isNewer)
        {
            _ = ReceiveByNewerViewAsync(call);
        }
        else
        {
            Forward(call);
        }
    }

    /// <summary>Routes a call again that has come here before: it may be handed on to another silo a few times only.</summary>
    public void Forward(Invocation invocation)
    {
        var view = membership.Current;
        if (TryTake(invocation, view, out var owner))
        {
            return;
        }

        if (invocation.Hops >= EngineBounds.MaxHops)
        {
            invocation.TryFail(new SiloUnavailableException(
                $"The place of {invocation.Target} moves: {invocation.Hops} silos handed the call on, so it did not run. Repeat it."));
            return;
        }

        invocation.Hops++;
        Send(invocation, view, owner);
    }

    /// <summary>Whether the grain's place is on another silo than this one.</summary>
    public bool HasMoved(GrainId grainId) =>
        membership.Current is var view && membership.Me is { } me && view.Contains(me)
        && view.OwnerOf(grainId) is { } owner && !owner.Identity.Equals(me);

    /// <summary>Settles or hands over a call that has its place here, or none at all.</summary>
    private bool TryTake(Invocation invocation, ClusterView view, out SiloMember? owner)
    {
        owner = null;
        if (membership.Me is not { } me)
        {
            invocation.TryFail(new SiloUnavailableException($"The silo has not started; the call to {invocation.Target} did not run. Repeat it."));
            return true;
        }

        owner = view.OwnerOf(invocation.Target);
        var isMine = owner is not null && owner.Identity.Equals(me);
        if (!catalog.IsStopping && ((isMine && membership.MayOwn) || catalog.IsStatelessWorker(invocation.Target.Type)))
        {
            TakeHere(invocation, view, me);
            return true;
        }

        if (owner is null || (isMine && catalog.IsStopping))
        {
            invocation.TryFail(new SiloUnavailableException(catalog.IsStopping
                ? $"The silo stops and there is no other; the call to {invocation.Target} did not run. Repeat it."
                : $"The cluster has no active silo; the call to {invocation.Target} did not run. Repeat it."));
            return true;
        }

        if (!isMine)
        {
            return false;
        }

        invocation.TryFail(new SiloUnavailableException(
            $"The lease of silo {me.Name} is not renewed, so it does not answer for {invocation.Target}; the call did not run. Repeat it."));
        return true;
    }

    private void TakeHere(Invocation invocation, ClusterView view, SiloIdentity me)
    {
        invocation.Host = me;
        invocation.ViewVersion = view.Version;
        catalog.Route(invocation);
    }

    private void Send(Invocation invocation, ClusterView view, SiloMember? owner)
    {
        invocation.Host = owner!.Identity;
        invocation.ViewVersion = view.Version;
        transport.Send(owner, invocation);
    }

    private async Task ReceiveByNewerViewAsync(Invocation call)
    {
        await membership.RefreshAsync(call.ViewVersion);
        Forward(call);
    }
}
