using System.Collections.Concurrent;
using Berlin.Actors.CodeGeneration;
using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>Hands calls over within the process. Arguments were isolated when the call was made, so they may travel as they are.</summary>
/// <remarks>Holds every silo that has not died, also those that left: they hand on what still arrives. Bounded by the silos of one process.</remarks>
internal sealed class InMemoryTransport : ISiloTransport
{
    private readonly ConcurrentDictionary<SiloIdentity, IArrivals> _silos = new();

    public void Send(SiloMember to, Invocation call)
    {
        if (_silos.TryGetValue(to.Identity, out var arrivals))
        {
            arrivals.Receive(call);
        }
        else
        {
            call.TryFail(new SiloUnavailableException($"Silo {to.Name} is dead; the call to {call.Target} did not run. Repeat it."));
        }
    }

    public bool IsAway(SiloMember silo) => !_silos.ContainsKey(silo.Identity);

    public void Attach(SiloIdentity silo, IArrivals arrivals) => _silos[silo] = arrivals;

    public void Detach(SiloIdentity silo) => _silos.TryRemove(silo, out _);
}
