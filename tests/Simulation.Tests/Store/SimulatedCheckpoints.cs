using Berlin.Simulation.Tests.Planted;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>The catalog of checkpoints in the simulated database, fenced by a lock on the stream's row.</summary>
internal sealed class SimulatedCheckpoints(StoreClient client, PlantedBug bug) : ICheckpointCatalog
{
    public Task<bool> PublishAsync(StreamKey stream, string owner, CheckpointRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.WriteAsync(connection => connection.ExecuteAsync(new StoreStatement(stream), session =>
        {
            if (FindHeld(stream, owner, record.Epoch) is not { } table)
            {
                return false;
            }

            session.Change(() =>
            {
                client.Database.Witness.Publishing(stream, table, owner, record);
                if (table.Checkpoints.All(row => row.Record.BlobName != record.BlobName))
                {
                    table.Checkpoints.Add(new StreamTable.CheckpointRow(record));
                }
            });
            return true;
        }));
    }

    public Task<IReadOnlyList<CheckpointRecord>> ListAsync(StreamKey stream, long generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.ReadAsync<IReadOnlyList<CheckpointRecord>>(tables =>
            [.. Good(tables.Find(stream)).Where(record => record.Generation == generation)
                .OrderByDescending(record => record.Sequence).ThenByDescending(record => record.Epoch).ThenBy(record => record.BlobName, StringComparer.Ordinal)]);
    }

    public Task SetAsideAsync(StreamKey stream, string blobName, string reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.WriteAsync(connection => connection.ExecuteAsync(StoreStatement.Plain, session =>
        {
            session.Change(() =>
            {
                // A checkpoint whose row is gone was pruned while a silo that slept was about to read it.
                foreach (var row in client.Database.Tables.Find(stream)?.Checkpoints.Where(row => row.Record.BlobName == blobName) ?? [])
                {
                    client.Database.Witness.SettingAside(stream, blobName, reason);
                    row.IsSetAside = true;
                }
            });
            return true;
        }));
    }

    public Task<IReadOnlyList<string>> PruneAsync(StreamKey stream, string owner, long epoch, int keep, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.WriteAsync<IReadOnlyList<string>>(connection => connection.ExecuteAsync(new StoreStatement(stream), session =>
        {
            if (FindHeld(stream, owner, epoch) is not { } table)
            {
                return (IReadOnlyList<string>)[];
            }

            var pruned = Good(table).OrderByDescending(record => record.Generation).ThenByDescending(record => record.Sequence)
                .ThenByDescending(record => record.Epoch).ThenBy(record => record.BlobName, StringComparer.Ordinal)
                .Skip(keep).Select(record => record.BlobName).ToArray();
            session.Change(() => table.Checkpoints.RemoveAll(row => pruned.Contains(row.Record.BlobName)));
            return pruned;
        }));
    }

    public Task<IReadOnlyList<string>> ListBlobNamesAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.ReadAsync<IReadOnlyList<string>>(tables =>
            [.. tables.Streams.Values.SelectMany(table => table.Checkpoints).Select(row => row.Record.BlobName)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)]);
    }

    private StreamTable? FindHeld(StreamKey stream, string owner, long epoch) =>
        client.Database.Tables.Find(stream) is { } table
        && (bug == PlantedBug.UnfencedCheckpoint || (table.Position.Epoch == epoch && table.Position.Owner == owner))
            ? table
            : null;

    private static IEnumerable<CheckpointRecord> Good(StreamTable? table) =>
        table?.Checkpoints.Where(row => !row.IsSetAside).Select(row => row.Record) ?? [];
}
