namespace Berlin.Storage.Artifacts;

/// <summary>An artifact has more bytes than its receiver allows; nothing of it is stored.</summary>
/// <param name="maxBytes">The bound.</param>
public sealed class ArtifactTooLargeException(long maxBytes) : Exception($"The artifact has more than {maxBytes} bytes.")
{
    /// <summary>The bound.</summary>
    public long MaxBytes { get; } = maxBytes;
}
