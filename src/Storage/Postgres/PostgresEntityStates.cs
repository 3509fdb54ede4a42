using System.Security.Cryptography;
using Berlin.Storage.Entities;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>States of entity learners in table <c>entity_state</c>.</summary>
internal sealed class PostgresEntityStates(PostgresDatabase database) : IEntityStates
{
    private const string SelectOne = $"""
        SELECT entity, generation, sequence, bytes, sha256 FROM entity_state
        WHERE stream_id = {PostgresObservationRows.StreamId} AND entity = $3 AND generation = $4
        """;

    // The select gives no row where the stream is at another generation. It shares the row with appends, and waits for a removal (or
    // has it wait), so that no state of an older generation comes in behind the removal that takes them all.
    private const string Upsert = """
        INSERT INTO entity_state (stream_id, entity, generation, sequence, sha256, bytes)
        SELECT held.id, $3, held.generation, $5, $6, $7
        FROM (SELECT id, generation FROM stream WHERE tenant = $1 AND model = $2 AND generation = $4 FOR KEY SHARE) AS held
        ON CONFLICT (stream_id, entity) DO UPDATE
        SET generation = excluded.generation, sequence = excluded.sequence, sha256 = excluded.sha256, bytes = excluded.bytes
        WHERE (excluded.generation, excluded.sequence) > (entity_state.generation, entity_state.sequence)
        """;

    private const string SelectSummary = $"""
        WITH sized AS (
            SELECT length(bytes)::bigint AS size, row_number() OVER (ORDER BY length(bytes)) AS rank, count(*) OVER () AS states
            FROM entity_state WHERE stream_id = {PostgresObservationRows.StreamId})
        SELECT count(*), coalesce(sum(size), 0)::bigint,
            coalesce(max(size) FILTER (WHERE rank <= (states * 50 + 99) / 100), 0),
            coalesce(max(size) FILTER (WHERE rank <= (states * 90 + 99) / 100), 0),
            coalesce(max(size) FILTER (WHERE rank <= (states * 99 + 99) / 100), 0),
            coalesce(max(size), 0)
        FROM sized
        """;

    /// <inheritdoc />
    public Task<StoredEntityState?> FindAsync(StreamKey stream, long generation, string entity, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.Query(SelectOne).BindStream(stream).BindText(entity).Bind(generation).FirstAsync(Read),
            cancellationToken);

    /// <inheritdoc />
    public async Task<bool> PublishAsync(StreamKey stream, StoredEntityState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Sha256.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"The digest has {state.Sha256.Length} bytes in place of {SHA256.HashSizeInBytes}.", nameof(state));
        }

        return await database.WriteAsync(
            session => session.Query(Upsert).BindStream(stream)
                .BindText(state.Entity).Bind(state.Generation).Bind(state.Sequence).Bind(state.Sha256).Bind(state.Bytes).ExecuteAsync(),
            cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc />
    public async Task<EntityStatesSummary> SummarizeAsync(StreamKey stream, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            session => session.Query(SelectSummary).BindStream(stream).FirstAsync(row =>
                new EntityStatesSummary(row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5))),
            cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException("An aggregate gave no row.");

    private static StoredEntityState Read(PostgresRow row) => new()
    {
        Entity = row.Text(0),
        Generation = row.Int64(1),
        Sequence = row.Int64(2),
        Bytes = row.Bytes(3),
        Sha256 = row.Bytes(4),
    };
}
