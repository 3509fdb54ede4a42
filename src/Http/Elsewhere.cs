namespace Berlin.Http;

/// <summary>Whether a request that one silo answered with an error may be sent to another one.</summary>
public enum Elsewhere
{
    /// <summary>The answer is everybody's: another silo would say the same, or nobody knows better.</summary>
    Never,

    /// <summary>The request may have been carried out: only one that may be repeated goes elsewhere.</summary>
    WhenRepeatable,

    /// <summary>Nothing of the request was begun: any goes elsewhere whose body is still there.</summary>
    Always,
}
