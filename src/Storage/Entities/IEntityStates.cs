using Berlin.Storage.Streams;

namespace Berlin.Storage.Entities;

/// <summary>States of entity learners, one per entity, so that a cold one need not read all its rows. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
/// <remarks>No fence: a state is a pure function of generation and sequence, so it does not matter who stores it. A removal from the stream takes them all.</remarks>
public interface IEntityStates
{
    /// <summary>The entity's state of that log generation, or null.</summary>
    Task<StoredEntityState?> FindAsync(StreamKey stream, long generation, string entity, CancellationToken cancellationToken);

    /// <summary>Stores the state in place of an older one, where the stream is at its generation.</summary>
    /// <returns>False where the stream is at another generation (or not there), or a state as new is stored; then nothing changed.</returns>
    /// <exception cref="ArgumentException">The digest has another length; nothing is stored.</exception>
    Task<bool> PublishAsync(StreamKey stream, StoredEntityState state, CancellationToken cancellationToken);

    /// <summary>Number and sizes of the stream's states. O(states x log states).</summary>
    Task<EntityStatesSummary> SummarizeAsync(StreamKey stream, CancellationToken cancellationToken);
}
