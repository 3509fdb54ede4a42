namespace Berlin.Gateway.Routing.Attempts;

/// <summary>Decides whether a request is sent once more. Thread-safe.</summary>
internal interface IAnotherAttempt
{
    /// <summary>Whether another silo is asked after this outcome. Once granted, it stays so, and is not paid for again.</summary>
    bool MayFollow(AttemptOutcome outcome);
}
