using Berlin.Actors.CodeGeneration;

namespace Berlin.Actors.Clustering;

/// <summary>Takes the calls that another silo or a client has sent to this silo.</summary>
internal interface IArrivals
{
    /// <summary>
    /// Hands the call to its grain here, or on to the silo that owns it; never throws. The call says by which view it was sent
    /// (<see cref="Invocation.ViewVersion"/>) and how often it was handed on (<see cref="Invocation.Hops"/>).
    /// </summary>
    void Receive(Invocation call);
}
