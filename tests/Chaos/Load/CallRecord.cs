namespace Berlin.Chaos.Load;

/// <summary>One call of a client, as it ended.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Model">Number of the model.</param>
/// <param name="Due">When it was to begin, since the log began: a call that the client itself began late counts from here.</param>
/// <param name="Ended">When it was answered or given up.</param>
/// <param name="Outcome">What the client knows.</param>
/// <param name="Reason">Status and error code, or what was thrown; null where it was done.</param>
internal readonly record struct CallRecord(CallKind Kind, int Model, TimeSpan Due, TimeSpan Ended, CallOutcome Outcome, string? Reason)
{
    public TimeSpan Elapsed => Ended - Due;
}

internal enum CallKind
{
    Predict,
    Observe,
}

internal enum CallOutcome
{
    /// <summary>Answered with 200: what was sent is stored, or the answer is there.</summary>
    Ok,

    /// <summary>Answered with an error.</summary>
    Refused,

    /// <summary>Not answered: it may have happened or not.</summary>
    Unknown,
}
