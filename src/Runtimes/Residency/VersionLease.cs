using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Residency;

/// <summary>Keeps a loaded version in memory until it is disposed of, once.</summary>
public readonly struct VersionLease : IDisposable
{
    private readonly ResidentVersions _owner;
    private readonly ResidentVersion _version;

    internal VersionLease(ResidentVersions owner, ResidentVersion version)
    {
        _owner = owner;
        _version = version;
    }

    /// <summary>What answers.</summary>
    public IModelSession Session => _version.Session!;

    /// <inheritdoc />
    public void Dispose() => _owner.Release(_version);
}
