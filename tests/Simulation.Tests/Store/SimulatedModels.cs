using Berlin.Storage;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>Definitions in the simulated database.</summary>
internal sealed class SimulatedModels(StoreClient client) : IModelStore
{
    public Task<StoredModel?> FindAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.ReadAsync(tables => tables.Models.GetValueOrDefault(new StreamKey(tenant, name)));
    }

    public Task<IReadOnlyList<StoredModel>> ListAsync(string tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.ReadAsync<IReadOnlyList<StoredModel>>(tables =>
            [.. tables.Models.Values.Where(model => model.Tenant == tenant && string.CompareOrdinal(model.Name, after ?? "") > 0)
                .OrderBy(model => model.Name, StringComparer.Ordinal).Take(limit)]);
    }

    public Task<ModelWriteVerdict> CreateAsync(string tenant, string name, string definition, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, name, (session, key) =>
        {
            var tables = client.Database.Tables;
            if (tables.Models.ContainsKey(key))
            {
                return ModelWriteVerdict.RevisionDiffers;
            }

            session.Change(() =>
            {
                tables.Models[key] = new StoredModel
                {
                    Tenant = tenant,
                    Name = name,
                    Definition = definition,
                    Revision = 1,
                    CreatedAt = Now,
                    ChangedAt = Now,
                };
                tables.Streams[key] = new StreamTable { Position = new StreamPosition(++tables.NextEpochFloor << 20, "", 0, 1) };
            });
            return ModelWriteVerdict.Written;
        });

    public Task<ModelWriteVerdict> UpdateAsync(string tenant, string name, string definition, long expectedRevision, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, name, (session, key) => Update(session, key, definition, expectedRevision, isFencing: false));

    public Task<ModelWriteVerdict> UpdateWhenEmptyAsync(string tenant, string name, string definition, long expectedRevision, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, name, (session, key) => client.Database.Tables.Find(key) is { Position.Head: > 0 }
            ? ModelWriteVerdict.StreamNotEmpty
            : Update(session, key, definition, expectedRevision, isFencing: true));

    public Task<DeletedFiles?> DeleteAsync(string tenant, string name, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, name, (session, key) =>
        {
            var tables = client.Database.Tables;
            if (!tables.Models.ContainsKey(key))
            {
                return null;
            }

            var blobs = tables.Streams[key].Checkpoints.Select(row => row.Record.BlobName).ToArray();
            session.Change(() =>
            {
                tables.Models.Remove(key);
                tables.Streams.Remove(key);
            });
            return new DeletedFiles(blobs, []);
        });

    private DateTimeOffset Now => client.Database.Process.Clock.GetUtcNow();

    private ModelWriteVerdict Update(StoreSession session, StreamKey key, string definition, long expectedRevision, bool isFencing)
    {
        var tables = client.Database.Tables;
        if (!tables.Models.TryGetValue(key, out var model) || model.Revision != expectedRevision)
        {
            return ModelWriteVerdict.RevisionDiffers;
        }

        session.Change(() =>
        {
            tables.Models[key] = model with { Definition = definition, Revision = expectedRevision + 1, ChangedAt = Now };
            if (isFencing)
            {
                var table = tables.Streams[key];
                table.Position = table.Position with { Epoch = table.Position.Epoch + 1 };
            }
        });
        return ModelWriteVerdict.Written;
    }

    private Task<T> ChangeAsync<T>(string tenant, string name, Func<StoreSession, StreamKey, T> change)
    {
        var key = new StreamKey(tenant, name);
        return client.WriteAsync(connection => connection.ExecuteAsync(new StoreStatement(key), session => change(session, key)));
    }
}
