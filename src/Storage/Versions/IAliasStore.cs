namespace Berlin.Storage.Versions;

/// <summary>Aliases: names that lead to one version of their model at a time. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
/// <remarks>
/// A change names the revision that its caller has seen: of two that begin from the same one, one wins. Revisions are never given twice
/// in a store, so that a caller who saw an alias that is gone changes nothing of one that has its name now.
/// </remarks>
public interface IAliasStore
{
    /// <summary>The alias, or null.</summary>
    Task<StoredAlias?> FindAsync(AliasKey alias, CancellationToken cancellationToken);

    /// <summary>All aliases of a model, by name.</summary>
    Task<IReadOnlyList<StoredAlias>> ListAsync(string tenant, string model, CancellationToken cancellationToken);

    /// <summary>
    /// Makes an alias name a version that is registered or ready. What it named until then becomes its previous number. Where it names
    /// that version already, nothing changes, and the verdict is <see cref="AliasWriteVerdict.Written"/> all the same.
    /// </summary>
    /// <param name="alias">The alias; it need not exist.</param>
    /// <param name="number">The version.</param>
    /// <param name="expectedRevision">The revision that it has; 0 = there is none of this name.</param>
    /// <param name="changedBy">Who does it.</param>
    /// <param name="maxAliases">Aliases that the model may have with a new one, from 1.</param>
    /// <param name="cancellationToken">Heeded until the write begins.</param>
    /// <exception cref="ArgumentException">The name is reserved (see <see cref="AliasName"/>); nothing is stored.</exception>
    Task<AliasWrite> SetAsync(AliasKey alias, long number, long expectedRevision, string changedBy, int maxAliases, CancellationToken cancellationToken);

    /// <summary>Sets an alias to its previous number, under the rules of <see cref="SetAsync"/>. Done twice, it is as it was.</summary>
    Task<AliasWrite> RollBackAsync(AliasKey alias, long expectedRevision, string changedBy, CancellationToken cancellationToken);

    /// <summary>Removes an alias.</summary>
    Task<AliasWrite> RemoveAsync(AliasKey alias, long expectedRevision, string changedBy, CancellationToken cancellationToken);

    /// <summary>
    /// Changes of a model's aliases, newest first, of revisions below <paramref name="beforeRevision"/> (null = from the newest), at most
    /// <paramref name="limit"/>. The newest <see cref="AliasChange.MaxKept"/> are there.
    /// </summary>
    Task<IReadOnlyList<AliasChange>> ListChangesAsync(string tenant, string model, long? beforeRevision, int limit, CancellationToken cancellationToken);
}
