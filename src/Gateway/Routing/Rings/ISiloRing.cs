namespace Berlin.Gateway.Routing.Rings;

/// <summary>Where the gateway learns which silos there are, and which of them a key belongs to. Thread-safe.</summary>
public interface ISiloRing
{
    /// <summary>The silos now. A request reads one snapshot and decides by it.</summary>
    SiloRingSnapshot Current { get; }

    /// <summary>Runs after each change of <see cref="Current"/>; returns soon.</summary>
    event Action Changed;
}
