using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Versions;

/// <summary>A version that is to be registered; the bytes of its files are stored before, under rows that <see cref="IArtifactRows.TouchAsync"/> wrote.</summary>
public sealed record NewVersion
{
    /// <summary>Owner.</summary>
    public required string Tenant { get; init; }

    /// <summary>The tenant's model that it is a version of.</summary>
    public required string Model { get; init; }

    /// <summary>The word for what runs it, such as <c>onnx</c>; for lists, the store does not read it.</summary>
    public required string Runtime { get; init; }

    /// <summary>Manifest as JSON; the store does not read it.</summary>
    public required string Manifest { get; init; }

    /// <summary>Its files; each name once. Several may have the same digest.</summary>
    public required IReadOnlyList<VersionFile> Files { get; init; }

    /// <summary>Who registers it, such as the id of an API key.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The digests that its files need, each once.</summary>
    internal IReadOnlyList<ArtifactDigest> Digests => [.. Files.Select(file => file.Digest).Distinct()];

    /// <summary>Its row, when it is registered.</summary>
    internal VersionSummary Registered(long id, long number, long sizeBytes, DateTimeOffset at) => new()
    {
        Id = id,
        Tenant = Tenant,
        Model = Model,
        Number = number,
        Runtime = Runtime,
        SizeBytes = sizeBytes,
        State = VersionState.Registered,
        StateChangedAt = at,
        CreatedAt = at,
        CreatedBy = CreatedBy,
    };

    /// <exception cref="ArgumentException">A name of a file is there twice.</exception>
    internal void Check()
    {
        if (Files.GroupBy(file => file.Name, StringComparer.Ordinal).FirstOrDefault(files => files.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The version has two files of the name '{twice.Key}'.");
        }
    }
}

/// <summary>A file of a version that is to be registered.</summary>
/// <param name="Name">Its name inside the version.</param>
/// <param name="Digest">Its bytes.</param>
public sealed record VersionFile(string Name, ArtifactDigest Digest);
