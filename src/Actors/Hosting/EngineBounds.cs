namespace Berlin.Actors;

/// <summary>Bounds of the engine that Orleans has no name for.</summary>
internal static class EngineBounds
{
    /// <summary>
    /// Calls that may wait at one activation where <c>MaxEnqueuedRequestsHardLimit</c> is not set. At a microsecond of work each it is
    /// 10 ms of delay, at a millisecond each it is a third of the default timeout: what waits behind more would mostly time out.
    /// </summary>
    public const int MailboxLimit = 10_000;

    /// <summary>Activations in a row that may end without doing work before the work that waited for them is rejected.</summary>
    public const int MaxForwards = 2;

    /// <summary>Silos that may hand a call on to another one before it is rejected: views differ for a moment only.</summary>
    public const int MaxHops = 2;
}
