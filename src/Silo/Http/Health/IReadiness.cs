namespace Berlin.Silo.Http.Health;

/// <summary>Whether this server takes requests. Thread-safe.</summary>
public interface IReadiness
{
    /// <summary>The state now; one snapshot per read.</summary>
    ReadinessSnapshot Current { get; }
}
