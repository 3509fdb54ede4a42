using Berlin.Storage.Entities;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>States of entity learners in the simulated database: no fence, newer ones only.</summary>
internal sealed class SimulatedEntityStates(StoreClient client) : IEntityStates
{
    public Task<StoredEntityState?> FindAsync(StreamKey stream, long generation, string entity, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.ReadAsync(tables =>
            tables.Find(stream)?.EntityStates.GetValueOrDefault(entity) is { } state && state.Generation == generation ? state : null);
    }

    public Task<bool> PublishAsync(StreamKey stream, StoredEntityState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.WriteAsync(connection => connection.ExecuteAsync(new StoreStatement(stream), session =>
        {
            if (client.Database.Tables.Find(stream) is not { } table || table.Position.Generation != state.Generation
                || (table.EntityStates.TryGetValue(state.Entity, out var stored) && IsAsNew(stored, state)))
            {
                return false;
            }

            session.Change(() => table.EntityStates[state.Entity] = state);
            return true;
        }));
    }

    public Task<EntityStatesSummary> SummarizeAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.ReadAsync(tables =>
        {
            var sizes = tables.Find(stream)?.EntityStates.Values.Select(state => state.Bytes.Length).Order().ToArray() ?? [];
            return new EntityStatesSummary(sizes.Length, sizes.Sum(), Percentile(50), Percentile(90), Percentile(99), Percentile(100));

            long Percentile(int percent) => sizes.Length == 0 ? 0 : sizes[((sizes.Length * percent) + 99) / 100 - 1];
        });
    }

    private static bool IsAsNew(StoredEntityState stored, StoredEntityState state) =>
        (stored.Generation, stored.Sequence).CompareTo((state.Generation, state.Sequence)) >= 0;
}
