using Berlin.Storage.Artifacts;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>Versions, aliases and artifacts as the contracts say them, in the plainest way: what the database is compared with.</summary>
internal sealed class ReferenceVersions
{
    private readonly Dictionary<StreamKey, long> _lastNumbers = [];

    public List<StreamKey> Models { get; } = [];

    public List<Version> Versions { get; } = [];

    public List<Alias> Aliases { get; } = [];

    public Dictionary<ArtifactDigest, Artifact> Artifacts { get; } = [];

    public bool Touch(ArtifactDigest digest, DateTimeOffset now)
    {
        var artifact = Artifacts.GetValueOrDefault(digest);
        if (artifact is { Collection: not null })
        {
            return false;
        }

        Artifacts[digest] = artifact is { UnnamedSince: null } ? artifact : new Artifact(now, null, default);
        return true;
    }

    /// <summary>The number that a registration gets; null where artifacts are missing, or the model is.</summary>
    public long? Register(StreamKey model, IReadOnlyList<ArtifactDigest> digests)
    {
        if (!Models.Contains(model) || digests.Any(digest => Artifacts.GetValueOrDefault(digest) is null or { Collection: not null }))
        {
            return null;
        }

        foreach (var digest in digests)
        {
            Artifacts[digest] = new Artifact(null, null, default);
        }

        var number = _lastNumbers[model] = _lastNumbers.GetValueOrDefault(model) + 1;
        Versions.Add(new Version { Model = model, Number = number, Digests = digests });
        return number;
    }

    public Version? Find(StreamKey model, long number) => Versions.Find(version => version.Model == model && version.Number == number);

    public Alias? FindAlias(AliasKey key) => Aliases.Find(alias => alias.Key == key);

    public bool IsAliased(Version version) => Aliases.Any(alias => alias.Key.Stream == version.Model && alias.Number == version.Number);

    public VersionWriteVerdict ChangeState(Version version, VersionState expected, VersionState state)
    {
        if (version.State != expected)
        {
            return VersionWriteVerdict.StateDiffers;
        }

        if (state == VersionState.Retired && IsAliased(version))
        {
            return VersionWriteVerdict.Aliased;
        }

        version.State = state;
        return VersionWriteVerdict.Written;
    }

    public VersionWriteVerdict Delete(StreamKey model, long number, DateTimeOffset now)
    {
        if (Find(model, number) is not { } version)
        {
            return VersionWriteVerdict.NotFound;
        }

        if (IsAliased(version))
        {
            return VersionWriteVerdict.Aliased;
        }

        Delete([version], now);
        return VersionWriteVerdict.Written;
    }

    /// <summary>The verdict, as long as <paramref name="isExpected"/>; what is written gets its revision from the database.</summary>
    public AliasWriteVerdict Set(AliasKey key, long number, bool isExpected)
    {
        if (!Models.Contains(key.Stream))
        {
            return AliasWriteVerdict.VersionNotFound;
        }

        if (!isExpected)
        {
            return AliasWriteVerdict.RevisionDiffers;
        }

        var alias = FindAlias(key);
        if (alias?.Number == number)
        {
            return AliasWriteVerdict.Written;
        }

        switch (Find(key.Stream, number)?.State)
        {
            case null:
                return AliasWriteVerdict.VersionNotFound;
            case VersionState.Refused or VersionState.Retired:
                return AliasWriteVerdict.VersionNotServable;
        }

        if (alias is null)
        {
            Aliases.Add(new Alias { Key = key, Number = number });
        }
        else
        {
            (alias.Number, alias.PreviousNumber) = (number, alias.Number);
        }

        return AliasWriteVerdict.Written;
    }

    /// <summary>What a collection may take.</summary>
    public IReadOnlyList<ArtifactDigest> Collectable(DateTimeOffset now, TimeSpan grace, TimeSpan takeOverAfter) =>
    [
        .. Artifacts.Where(pair => pair.Value.Collection is null ? pair.Value.UnnamedSince <= now - grace : pair.Value.TakenAt <= now - takeOverAfter)
            .Select(pair => pair.Key),
    ];

    public void DeleteModel(StreamKey model, DateTimeOffset now)
    {
        Aliases.RemoveAll(alias => alias.Key.Stream == model);
        Delete(Versions.FindAll(version => version.Model == model), now);
        Models.Remove(model);
    }

    public void RenameTenant(string from, string to)
    {
        foreach (var model in Models.FindAll(model => model.Tenant == from))
        {
            var moved = model with { Tenant = to };
            Models.Remove(model);
            Models.Add(moved);
            Versions.FindAll(version => version.Model == model).ForEach(version => version.Model = moved);
            Aliases.FindAll(alias => alias.Key.Stream == model).ForEach(alias => alias.Key = alias.Key with { Tenant = to });
            _lastNumbers[moved] = Math.Max(_lastNumbers.GetValueOrDefault(moved), _lastNumbers.GetValueOrDefault(model));
        }
    }

    private void Delete(List<Version> versions, DateTimeOffset now)
    {
        Versions.RemoveAll(versions.Contains);
        foreach (var digest in versions.SelectMany(version => version.Digests).Where(digest => !Versions.Any(version => version.Digests.Contains(digest))))
        {
            Artifacts[digest] = new Artifact(now, null, default);
        }
    }

    public sealed class Version
    {
        public required StreamKey Model { get; set; }

        public required long Number { get; init; }

        public required IReadOnlyList<ArtifactDigest> Digests { get; init; }

        /// <summary>As the database gave it.</summary>
        public long Id { get; set; }

        public VersionState State { get; set; }
    }

    public sealed class Alias
    {
        public required AliasKey Key { get; set; }

        public required long Number { get; set; }

        public long? PreviousNumber { get; set; }

        /// <summary>As the database gave it.</summary>
        public long Revision { get; set; }
    }

    public sealed record Artifact(DateTimeOffset? UnnamedSince, long? Collection, DateTimeOffset TakenAt);
}
