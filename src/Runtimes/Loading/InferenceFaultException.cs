namespace Berlin.Runtimes.Loading;

/// <summary>A model cannot answer these inputs, though datatypes and shapes are right: the caller's fault, which repeating does not mend.</summary>
/// <param name="reason">A sentence for the caller, without paths of the server.</param>
public sealed class InferenceFaultException(string reason) : Exception(reason);
