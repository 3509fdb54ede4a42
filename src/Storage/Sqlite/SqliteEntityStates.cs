using System.Security.Cryptography;
using Berlin.Storage.Entities;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>States of entity learners in table <c>entity_state</c>.</summary>
internal sealed class SqliteEntityStates(SqliteDatabase database) : IEntityStates
{
    private const string SelectOne = """
        SELECT entity, generation, sequence, bytes, sha256 FROM entity_state
        WHERE stream_id = (SELECT id FROM stream WHERE tenant = ?1 AND model = ?2) AND entity = ?3 AND generation = ?4
        """;

    // The select gives no row where the stream is at another generation.
    private const string Upsert = """
        INSERT INTO entity_state (stream_id, entity, generation, sequence, sha256, bytes)
        SELECT id, ?3, generation, ?5, ?6, ?7 FROM stream WHERE tenant = ?1 AND model = ?2 AND generation = ?4
        ON CONFLICT (stream_id, entity) DO UPDATE
        SET generation = excluded.generation, sequence = excluded.sequence, sha256 = excluded.sha256, bytes = excluded.bytes
        WHERE (excluded.generation, excluded.sequence) > (entity_state.generation, entity_state.sequence)
        """;

    private const string SelectSummary = """
        WITH sized AS (
            SELECT length(bytes) AS size, row_number() OVER (ORDER BY length(bytes)) AS rank, count(*) OVER () AS states
            FROM entity_state WHERE stream_id = (SELECT id FROM stream WHERE tenant = ?1 AND model = ?2))
        SELECT count(*), coalesce(sum(size), 0),
            coalesce(max(size) FILTER (WHERE rank <= (states * 50 + 99) / 100), 0),
            coalesce(max(size) FILTER (WHERE rank <= (states * 90 + 99) / 100), 0),
            coalesce(max(size) FILTER (WHERE rank <= (states * 99 + 99) / 100), 0),
            coalesce(max(size), 0)
        FROM sized
        """;

    /// <inheritdoc />
    public Task<StoredEntityState?> FindAsync(StreamKey stream, long generation, string entity, CancellationToken cancellationToken)
    {
        return database.ReadAsync(FindIn, cancellationToken);

        StoredEntityState? FindIn(SqliteSession session)
        {
            using var query = session.Query(SelectOne);
            query.BindStream(stream);
            query.Bind(3, entity);
            query.Bind(4, generation);
            return query.Step() ? Read(query) : null;
        }
    }

    /// <inheritdoc />
    public Task<bool> PublishAsync(StreamKey stream, StoredEntityState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Sha256.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"The digest has {state.Sha256.Length} bytes in place of {SHA256.HashSizeInBytes}.", nameof(state));
        }

        return database.WriteAsync(PublishIn, cancellationToken, stream);

        bool PublishIn(SqliteSession session)
        {
            using var query = session.Query(Upsert);
            query.BindStream(stream);
            query.Bind(3, state.Entity);
            query.Bind(4, state.Generation);
            query.Bind(5, state.Sequence);
            query.Bind(6, state.Sha256);
            query.Bind(7, state.Bytes);
            return query.ExecuteCounting() == 1;
        }
    }

    /// <inheritdoc />
    public Task<EntityStatesSummary> SummarizeAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        return database.ReadAsync(SummarizeIn, cancellationToken);

        EntityStatesSummary SummarizeIn(SqliteSession session)
        {
            using var query = session.Query(SelectSummary);
            query.BindStream(stream);
            return query.Step()
                ? new EntityStatesSummary(query.Int64(0), query.Int64(1), query.Int64(2), query.Int64(3), query.Int64(4), query.Int64(5))
                : throw new InvalidOperationException("An aggregate gave no row.");
        }
    }

    private static StoredEntityState Read(SqliteQuery query) => new()
    {
        Entity = query.Text(0),
        Generation = query.Int64(1),
        Sequence = query.Int64(2),
        Bytes = query.Bytes(3),
        Sha256 = query.Bytes(4),
    };
}
