namespace Berlin.Gateway.Routing.Attempts;

/// <summary>When a request may be sent to a second silo.</summary>
internal enum Repetition
{
    /// <summary>Only where the first silo surely began nothing: it was not reached, or says so. What changes something and has no id.</summary>
    Unbegun,

    /// <summary>After any failure before the answer's headers, because doing it twice does no harm: reads, and observations, whose ids make it safe.</summary>
    Harmless,

    /// <summary>
    /// The same, and already where the first silo takes longer than <see cref="GatewayOptions.FirstAttemptTimeout"/>: predictions, which
    /// each silo answers alone. Not observations: a trainer that is just being opened takes longer, wherever the call comes in.
    /// </summary>
    Prompt,
}
