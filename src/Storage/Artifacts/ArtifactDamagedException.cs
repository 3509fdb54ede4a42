namespace Berlin.Storage.Artifacts;

/// <summary>What the store holds of an artifact is not what its digest and size say; only storing it again helps.</summary>
/// <param name="digest">Which.</param>
/// <param name="reason">The rest of the sentence that begins with "The artifact ... ".</param>
/// <param name="innerException">What showed it.</param>
public sealed class ArtifactDamagedException(ArtifactDigest digest, string reason, Exception? innerException = null)
    : Exception($"The artifact {digest} {reason}", innerException)
{
    /// <summary>Which.</summary>
    public ArtifactDigest Digest { get; } = digest;
}
