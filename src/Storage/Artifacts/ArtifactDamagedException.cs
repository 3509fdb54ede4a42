namespace Berlin.Storage.Artifacts;

/// <summary>What the store holds of an artifact is not what its digest and size say; only storing it again helps.</summary>
/// <param name="digest">Which.</param>
/// <param name="reason">The rest of the sentence that begins with "The artifact ... ".</param>
public sealed class ArtifactDamagedException(ArtifactDigest digest, string reason) : Exception($"The artifact {digest} {reason}")
{
    /// <summary>Which.</summary>
    public ArtifactDigest Digest { get; } = digest;
}
