namespace Berlin.Storage.Artifacts;

/// <summary>Neither this machine nor the store holds an artifact; only storing it again helps.</summary>
/// <param name="digest">Which.</param>
public sealed class ArtifactMissingException(ArtifactDigest digest) : Exception($"The store holds no artifact {digest}.")
{
    /// <summary>Which.</summary>
    public ArtifactDigest Digest { get; } = digest;
}
