namespace Berlin.Gateway.Routing.Attempts;

/// <summary>What became of one attempt to have a silo answer a request.</summary>
internal enum AttemptOutcome
{
    /// <summary>The silo's answer went to the client, or began to, or the client itself is at fault or gone. Nothing is left to do.</summary>
    Over,

    /// <summary>No silo takes requests.</summary>
    NoSilo,

    /// <summary>The silo has as many requests of this gateway as it may have.</summary>
    NoRoom,

    /// <summary>No connection came about, so the silo has begun nothing.</summary>
    NotSent,

    /// <summary>The silo said that it has begun nothing and another one may be asked.</summary>
    TurnedAway,

    /// <summary>There is no answer, or one after which nobody knows, and what the silo has done is unknown.</summary>
    Unknown,
}
