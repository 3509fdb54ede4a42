using Berlin.Actors.CodeGeneration;

namespace Berlin.Actors.Calls;

/// <summary>Brings a call to where its grain lives.</summary>
internal interface ICallRouter
{
    /// <summary>Hands the call over, or fails it; never throws.</summary>
    void Route(Invocation invocation);
}
