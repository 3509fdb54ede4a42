using Berlin.Simulation.Tests.Planted;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>The log in the simulated database, with the statements of the PostgreSQL store: one update fences and numbers, a commit stores.</summary>
internal sealed class SimulatedObservationLog(StoreClient client, IFaultInjector faults, PlantedBug bug) : IObservationLog
{
    private readonly GroupCommit _appends = new(client, faults, bug);

    public Task<StreamPosition?> TakeAsync(StreamKey stream, string owner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var take = new StoreStatement(stream) { Timeout = TimeSpan.FromSeconds(4), EndsBlockersAfter = TimeSpan.FromSeconds(1) };
        return client.WriteAsync<StreamPosition?>(
            connection => connection.ExecuteAsync(take, session =>
            {
                if (client.Database.Tables.Find(stream) is not { } table)
                {
                    return null;
                }

                var taken = table.Position with { Epoch = table.Position.Epoch + 1, Owner = owner };
                session.Change(() =>
                {
                    client.Database.Witness.Taking(stream, table, owner);
                    table.Position = taken;
                });
                return taken;
            }),
            isTake: true);
    }

    public Task<StreamPosition?> ReadPositionAsync(StreamKey stream, CancellationToken cancellationToken) =>
        ReadAsync(stream, table => table?.Position, cancellationToken);

    public Task<IReadOnlyList<StoredId>> FindAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<StoredId>>(
            stream,
            table => bug == PlantedBug.NoIdempotency
                ? []
                : [.. ids.Select(id => table?.Find(id)).OfType<StoredObservation>().Select(row => new StoredId(row.Id, row.Sequence, row.ContentDigest))],
            cancellationToken);

    public Task<IReadOnlyList<CurrentObservation>> FindCurrentAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<CurrentObservation>>(
            stream, table => [.. ids.Select(id => table?.Find(id)).OfType<StoredObservation>().Select(table!.Current)], cancellationToken);

    public Task<AppendVerdict> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _appends.AppendAsync(request);
    }

    public Task<RemovalResult> RemoveAsync(RemovalRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.WriteAsync(connection => connection.ExecuteAsync(
            new StoreStatement(request.Stream), session => RemovalStatement.Run(client.Database, session, request)));
    }

    public Task<IReadOnlyList<StoredObservation>> ReadAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<StoredObservation>>(
            stream, table => [.. Rows(table).Where(row => row.Sequence > afterSequence).Take(limit)], cancellationToken);

    public Task<IReadOnlyList<CurrentObservation>> ReadCurrentAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<CurrentObservation>>(
            stream, table => [.. Observations(table).Where(row => row.Sequence > afterSequence).Take(limit).Select(table!.Current)], cancellationToken);

    public Task<IReadOnlyList<StoredObservation>> ReadEntityAsync(StreamKey stream, string entity, long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<StoredObservation>>(
            stream, table => [.. Rows(table).Where(row => row.Entity == entity && row.Sequence > afterSequence).Take(limit)], cancellationToken);

    public Task<IReadOnlyList<EntitySummary>> ListEntitiesAsync(StreamKey stream, string? afterEntity, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<EntitySummary>>(
            stream,
            table => [.. Summaries(table).Where(summary => afterEntity is null || string.CompareOrdinal(summary.Entity, afterEntity) > 0).Take(limit)],
            cancellationToken);

    public Task<EntitySummary?> FindEntityAsync(StreamKey stream, string entity, CancellationToken cancellationToken) =>
        ReadAsync(stream, table => Summaries(table).FirstOrDefault(summary => summary.Entity == entity), cancellationToken);

    public Task<StreamExtent> MeasureAsync(StreamKey stream, CancellationToken cancellationToken) =>
        ReadAsync(
            stream,
            table => new StreamExtent(Observations(table).Count(), Observations(table).Any() ? Observations(table).Min(row => row.At) : null),
            cancellationToken);

    public Task<long?> FindTrimPointAsync(StreamKey stream, long keep, CancellationToken cancellationToken) =>
        ReadAsync<long?>(
            stream,
            table => Observations(table).Select(row => row.Sequence).ToArray() is var sequences && sequences.Length > keep
                ? sequences[^(int)(keep + 1)]
                : null,
            cancellationToken);

    private Task<T> ReadAsync<T>(StreamKey stream, Func<StreamTable?, T> query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.ReadAsync(tables => query(tables.Find(stream)));
    }

    private static List<StoredObservation> Rows(StreamTable? table) => table?.Rows ?? [];

    private static IEnumerable<StoredObservation> Observations(StreamTable? table) => Rows(table).Where(row => row.Corrects is null);

    private static IEnumerable<EntitySummary> Summaries(StreamTable? table) =>
        from row in Rows(table)
        where row.Entity is not null
        group row by row.Entity into rows
        orderby rows.Key
        let last = rows.Last()
        select new EntitySummary(rows.Key, rows.Count(row => row.Corrects is null), last.Sequence, last.At);
}
