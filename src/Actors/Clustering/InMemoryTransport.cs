using Berlin.Actors.CodeGeneration;

namespace Berlin.Actors.Clustering;

/// <summary>Hands calls over within the process. Arguments were isolated when the call was made, so they may travel as they are.</summary>
internal sealed class InMemoryTransport : ISiloTransport
{
    public void Send(SiloMember to, Invocation call) => to.Receive(call);
}
