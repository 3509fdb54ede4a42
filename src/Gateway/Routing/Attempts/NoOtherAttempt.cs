namespace Berlin.Gateway.Routing.Attempts;

/// <summary>Of the last attempt: what its silo answers goes to the client, a refusal too.</summary>
internal sealed class NoOtherAttempt : IAnotherAttempt
{
    private NoOtherAttempt()
    {
    }

    public static NoOtherAttempt Instance { get; } = new();

    public bool MayFollow(AttemptOutcome outcome) => false;
}
