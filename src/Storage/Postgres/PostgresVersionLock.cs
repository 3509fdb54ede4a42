using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>
/// The lock of whoever writes versions or aliases of a model: the model's row. It goes together with appends and with new jobs, and
/// keeps away other writers of versions, changes of the definition, deletion and renaming.
/// </summary>
internal static class PostgresVersionLock
{
    private const string Model = "FROM model AS m JOIN stream AS s ON s.tenant = m.tenant AND s.model = m.name";

    /// <summary>Parameters: tenant, model.</summary>
    public const string LockModel = $"SELECT s.id {Model} WHERE m.tenant = $1 AND m.name = $2 FOR NO KEY UPDATE OF m";

    /// <summary>Parameters: tenant, model. The stream as well, to which a new version refers: a removal, which holds it, is waited for before anything else is locked.</summary>
    public const string LockModelAndStream = $"{LockModel} FOR KEY SHARE OF s";

    /// <summary>Parameter: id of a version.</summary>
    public const string LockModelOf = $"SELECT 1 {Model} WHERE s.id = (SELECT stream_id FROM model_version WHERE id = $1) FOR NO KEY UPDATE OF m";

    /// <summary>Locks a model by one of the statements above; its stream's id, or null where there is no such model.</summary>
    public static Task<long?> TakeAsync(PostgresSession session, string sql, StreamKey model) =>
        session.Query(sql).BindStream(model).FirstAsync<long?>(row => row.Int64(0));

    /// <summary>Locks the model of a version; false where there is no such version.</summary>
    public static Task<bool> TakeAsync(PostgresSession session, long versionId) => session.Query(LockModelOf).Bind(versionId).AnyAsync();
}
