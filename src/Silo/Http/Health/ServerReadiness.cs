namespace Berlin.Silo.Http.Health;

/// <summary>The readiness that the composition root sets: starting until it says otherwise.</summary>
public sealed class ServerReadiness : IReadiness
{
    private volatile ReadinessSnapshot _current = new(ReadinessPhase.Starting, "The server is starting.");

    /// <inheritdoc/>
    public ReadinessSnapshot Current => _current;

    /// <summary>Still starting, for the reason given (one sentence).</summary>
    public void Starting(string reason) => _current = new(ReadinessPhase.Starting, reason);

    /// <summary>The server takes requests, and its models are being loaded: gateways send none yet.</summary>
    public void Warming() => _current = new(ReadinessPhase.Warming, "The server is loading its models.");

    /// <summary>The server takes requests.</summary>
    public void Ready() => _current = new(ReadinessPhase.Ready, "The server is ready.");

    /// <summary>The server is about to stop, and still takes requests from those who do not know it yet.</summary>
    public void Leaving() => _current = new(ReadinessPhase.Leaving, "The server is about to stop.");

    /// <summary>The server takes no more requests, for the reason given (one sentence).</summary>
    public void Stopping(string reason = "The server is stopping.") => _current = new(ReadinessPhase.Stopping, reason);
}
