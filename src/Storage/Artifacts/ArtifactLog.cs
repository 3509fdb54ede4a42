using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Artifacts;

/// <summary>Log messages of artifacts, event ids 4200-4219.</summary>
internal static partial class ArtifactLog
{
    [LoggerMessage(4200, LogLevel.Warning, "The cached file of artifact {Digest} {Damage}; it is fetched from the store again")]
    public static partial void CopyDamaged(ILogger logger, ArtifactDigest digest, string damage);
}
