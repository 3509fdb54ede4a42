namespace Berlin.Storage.Models;

/// <summary>Definitions of models. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
public interface IModelStore
{
    /// <summary>The model's row, or null.</summary>
    Task<StoredModel?> FindAsync(string tenant, string name, CancellationToken cancellationToken);

    /// <summary>The tenant's models by name, after <paramref name="after"/> (exclusive), at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredModel>> ListAsync(string tenant, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Creates the model, at revision 1, and its empty stream in one transaction. A model that never learns has one too: its id is what versions go by.</summary>
    /// <returns><see cref="ModelWriteVerdict.RevisionDiffers"/> where the model exists; then nothing changed.</returns>
    /// <exception cref="ArgumentException">There is no such tenant; nothing is stored.</exception>
    Task<ModelWriteVerdict> CreateAsync(string tenant, string name, string definition, CancellationToken cancellationToken);

    /// <summary>Changes the definition where the revision is the expected one.</summary>
    Task<ModelWriteVerdict> UpdateAsync(string tenant, string name, string definition, long expectedRevision, CancellationToken cancellationToken);

    /// <summary>
    /// Changes the definition where the revision is the expected one and the stream is empty, and raises the stream's
    /// epoch in the same transaction, so that a trainer that still holds the old definition is fenced.
    /// </summary>
    Task<ModelWriteVerdict> UpdateWhenEmptyAsync(string tenant, string name, string definition, long expectedRevision, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the model with its stream, rows, checkpoints, entity states, jobs, versions and aliases, in one transaction. Artifacts are
    /// left to a collection (<see cref="Versions.IArtifactRows"/>). Whoever holds the stream is
    /// fenced from then on, also after a model of the same name is created. Nobody can read the rows from then on; a store may
    /// take longer to clear them from the disk, and goes on with it after a crash.
    /// </summary>
    /// <returns>What the caller is to delete now; null where there is no such model.</returns>
    Task<DeletedFiles?> DeleteAsync(string tenant, string name, CancellationToken cancellationToken);
}
