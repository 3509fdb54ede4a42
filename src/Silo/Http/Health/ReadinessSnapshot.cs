namespace Berlin.Silo.Http.Health;

/// <summary>Where a server stands in its life.</summary>
public enum ReadinessPhase
{
    /// <summary>It does not take requests yet.</summary>
    Starting,

    /// <summary>It takes requests, and tells whoever asks to send none yet: its models are being loaded.</summary>
    Warming,

    /// <summary>It takes requests.</summary>
    Ready,

    /// <summary>It still takes requests, and tells whoever asks to send none: gateways learn it before requests are refused.</summary>
    Leaving,

    /// <summary>It finishes what it has and takes no more.</summary>
    Stopping,
}

/// <summary>A phase and why.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Reason">One sentence for people; <c>/readyz</c> answers with it.</param>
public sealed record ReadinessSnapshot(ReadinessPhase Phase, string Reason);
