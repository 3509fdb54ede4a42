using Berlin.Actors.Calls;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Placement;
using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>A silo as its cluster knows it. A silo that returns is another member: its generation is greater.</summary>
internal sealed class SiloMember(string name, long generation, ICallRouter arrivals)
{
    private volatile bool _isDead;

    public string Name { get; } = name;

    public long Generation { get; } = generation;

    public ulong Hash { get; } = StableHash64.Combine(StableHash64.Of(name), unchecked((ulong)generation));

    /// <summary>Whether it was killed: it answers no more.</summary>
    public bool IsDead => _isDead;

    public void Die() => _isDead = true;

    /// <summary>Takes a call that another silo or a client sends.</summary>
    public void Receive(Invocation call)
    {
        if (IsDead)
        {
            call.TryFail(new SiloUnavailableException($"Silo {Name} is dead; the call to {call.Target} did not run. Repeat it."));
        }
        else
        {
            arrivals.Route(call);
        }
    }
}
