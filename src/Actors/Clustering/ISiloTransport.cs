using Berlin.Actors.CodeGeneration;

namespace Berlin.Actors.Clustering;

/// <summary>Carries calls between the silos and clients of a cluster.</summary>
internal interface ISiloTransport
{
    /// <summary>Sends a call; never throws. A call that is lost times out, or fails when its silo is known to be dead.</summary>
    void Send(SiloMember to, Invocation call);

    /// <summary>Whether a call that is sent now is known not to arrive.</summary>
    bool IsAway(SiloMember silo);
}
