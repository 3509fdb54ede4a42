namespace Berlin.Gateway.Routing.Health;

/// <summary>What the gateway thinks of a silo.</summary>
internal enum SiloCondition
{
    /// <summary>It is new, and no probe of it is answered yet. Requests go there only where no other silo is well.</summary>
    Unknown,

    /// <summary>It answers.</summary>
    Well,

    /// <summary>A request found it failing or silent; a probe is on its way. Requests go there only where no other silo is well.</summary>
    Suspect,

    /// <summary>It says itself that it takes no requests. What it has begun it finishes.</summary>
    TurnsAway,

    /// <summary>It does not answer probes.</summary>
    Silent,
}
