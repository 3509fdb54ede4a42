using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Versions;

/// <summary>What became of a registration.</summary>
/// <param name="Verdict">Whether it is registered.</param>
/// <param name="Version">The version; null where it is not registered.</param>
/// <param name="Missing">With <see cref="VersionRegisterVerdict.ArtifactsMissing"/>, the artifacts that are to be uploaded again; otherwise none.</param>
public sealed record VersionRegistration(VersionRegisterVerdict Verdict, VersionSummary? Version, IReadOnlyList<ArtifactDigest> Missing)
{
    internal static VersionRegistration Of(VersionSummary version) => new(VersionRegisterVerdict.Registered, version, []);

    internal static VersionRegistration OfMissing(IReadOnlyList<ArtifactDigest> missing) => new(VersionRegisterVerdict.ArtifactsMissing, null, missing);

    internal static VersionRegistration Refused(VersionRegisterVerdict verdict) => new(verdict, null, []);
}

/// <summary>Whether a version is registered.</summary>
public enum VersionRegisterVerdict
{
    /// <summary>It is, with a number.</summary>
    Registered,

    /// <summary>The tenant has no such model; nothing changed.</summary>
    ModelNotFound,

    /// <summary>The model has as many versions as it may; nothing changed.</summary>
    TooManyVersions,

    /// <summary>Some of its artifacts have no row, or are being collected; nothing changed. Uploading them again helps.</summary>
    ArtifactsMissing,
}
