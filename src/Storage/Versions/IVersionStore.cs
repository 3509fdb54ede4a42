namespace Berlin.Storage.Versions;

/// <summary>Versions of models. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
/// <remarks>
/// <para>Versions belong to a model: they go with it when it or its tenant is deleted, and follow it when its tenant is renamed. Their
/// artifacts stay in either case; those that no version names any more are collected later (<see cref="IArtifactRows"/>).</para>
/// <para>A number is never given twice under one name of tenant and model, also not after the version, the model or the tenant is gone
/// and another one has its name.</para>
/// <para>After a <see cref="StoreUnavailableException"/> from a registration it is not known whether there is a version more: the list tells.</para>
/// </remarks>
public interface IVersionStore
{
    /// <summary>Registers a version under the next number of its model, as <see cref="VersionState.Registered"/>. Its artifacts cannot be collected from then on.</summary>
    /// <param name="version">The version; the bytes of its files are stored.</param>
    /// <param name="maxVersions">Versions that the model may have with this one, retired ones included, from 1.</param>
    /// <param name="cancellationToken">Heeded until the write begins.</param>
    /// <exception cref="ArgumentException">A name of a file is there twice; nothing is stored.</exception>
    Task<VersionRegistration> RegisterAsync(NewVersion version, int maxVersions, CancellationToken cancellationToken);

    /// <summary>The version, or null.</summary>
    Task<StoredVersion?> FindAsync(VersionKey version, CancellationToken cancellationToken);

    /// <summary>The version that an alias names now, or null.</summary>
    Task<StoredVersion?> FindByAliasAsync(AliasKey alias, CancellationToken cancellationToken);

    /// <summary>Versions of a model, newest first, of numbers below <paramref name="beforeNumber"/> (null = from the newest), at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<VersionSummary>> ListAsync(string tenant, string model, long? beforeNumber, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Changes the state where it is the expected one: of two silos that report at once, the first one is heard, and the other one
    /// reads again. From <see cref="VersionState.Retired"/> the way leads to <see cref="VersionState.Registered"/> only; nothing is retired that an alias names.
    /// </summary>
    /// <param name="id">The version's <see cref="VersionSummary.Id"/>, not its name: a verdict about a version that is gone must not meet another one.</param>
    /// <param name="expected">The state that the caller has seen.</param>
    /// <param name="state">The new state; the same one again is a change, with another refusal perhaps.</param>
    /// <param name="refusal">With <see cref="VersionState.Refused"/>, why; otherwise null.</param>
    /// <param name="cancellationToken">Heeded until the write begins.</param>
    /// <exception cref="ArgumentException">There is no such change of state, or the refusal does not go with it; nothing is stored.</exception>
    Task<VersionWriteVerdict> ChangeStateAsync(long id, VersionState expected, VersionState state, VersionRefusal? refusal, CancellationToken cancellationToken);

    /// <summary>Removes a version, whatever its state, where no alias names it. Its artifacts stay for the time that collections leave to unnamed ones.</summary>
    Task<VersionWriteVerdict> DeleteAsync(VersionKey version, CancellationToken cancellationToken);
}
