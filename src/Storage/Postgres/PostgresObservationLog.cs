using Berlin.Storage.Faults;
using Berlin.Storage.Postgres.Appends;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Postgres;

/// <summary>The log of observations in tables <c>stream</c> and <c>observation</c>.</summary>
internal sealed class PostgresObservationLog(PostgresDatabase database, IFaultInjector faults, TimeProvider time, ILogger logger) : IObservationLog, IAsyncDisposable
{
    private readonly AppendScheduler _appends = new(database, faults);
    private readonly PostgresTakeover _takeover = new(database, faults, time, logger);
    private readonly PostgresRemoval _removal = new(faults);

    /// <inheritdoc />
    public async Task<StreamPosition?> TakeAsync(StreamKey stream, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        using var held = _appends.Hold(stream);
        return await _takeover.TakeAsync(stream, owner, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<StreamPosition?> ReadPositionAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.ReadAsync(session => PostgresStreams.ReadPositionAsync(session, stream), cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredId>> FindAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return await database.ReadAsync(session => PostgresObservationRows.FindAsync(session, stream, ids), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CurrentObservation>> FindCurrentAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return await database.ReadAsync(session => PostgresCurrentObservations.FindAsync(session, stream, ids), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<AppendVerdict> AppendAsync(AppendRequest request, CancellationToken cancellationToken) => _appends.AppendAsync(request, cancellationToken);

    /// <inheritdoc />
    public async Task<RemovalResult> RemoveAsync(RemovalRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var held = _appends.Hold(request.Stream);
        return await database.WriteAsync(session => _removal.RunAsync(session, request), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredObservation>> ReadAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(session => PostgresObservationRows.ReadAfterAsync(session, stream, afterSequence, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CurrentObservation>> ReadCurrentAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(session => PostgresCurrentObservations.ReadAfterAsync(session, stream, afterSequence, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredObservation>> ReadEntityAsync(StreamKey stream, string entity, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(session => PostgresEntityRows.ReadAsync(session, stream, entity, afterSequence, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<EntitySummary>> ListEntitiesAsync(StreamKey stream, string? afterEntity, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(session => PostgresEntityRows.ListAsync(session, stream, afterEntity, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<EntitySummary?> FindEntityAsync(StreamKey stream, string entity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return database.ReadAsync(session => PostgresEntityRows.FindAsync(session, stream, entity), cancellationToken);
    }

    /// <inheritdoc />
    public Task<StreamExtent> MeasureAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.ReadAsync(session => PostgresStreamExtent.MeasureAsync(session, stream), cancellationToken);

    /// <inheritdoc />
    public Task<long?> FindTrimPointAsync(StreamKey stream, long keep, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        return database.ReadAsync(session => PostgresStreamExtent.FindTrimPointAsync(session, stream, keep), cancellationToken);
    }

    /// <summary>Finishes the appends that wait.</summary>
    public ValueTask DisposeAsync() => _appends.DisposeAsync();
}
