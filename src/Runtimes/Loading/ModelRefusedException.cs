namespace Berlin.Runtimes.Loading;

/// <summary>A version must not serve: its files, its environment or its answers are not what they should be.</summary>
/// <param name="field">The manifest's field, or the part of the artifact, that differs: <c>environment.scikit-learn</c>.</param>
/// <param name="reason">A sentence that says what was expected and what was found, without paths of the server.</param>
public sealed class ModelRefusedException(string field, string reason) : Exception($"{field}: {reason}")
{
    /// <summary>What differs.</summary>
    public string Field { get; } = field;

    /// <summary>How.</summary>
    public string Reason { get; } = reason;
}
