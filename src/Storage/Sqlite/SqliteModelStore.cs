using Berlin.Storage.Faults;
using Berlin.Storage.Models;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>Definitions in table <c>model</c>.</summary>
internal sealed class SqliteModelStore(SqliteDatabase database, SqliteStreamWaste waste, TimeProvider time, IFaultInjector faults) : IModelStore
{
    private const string SelectOne = """
        SELECT name, definition, revision, created_at, changed_at FROM model WHERE tenant = ?1 AND name = ?2
        """;

    private const string SelectPage = """
        SELECT name, definition, revision, created_at, changed_at FROM model WHERE tenant = ?1 AND name > ?2 ORDER BY name LIMIT ?3
        """;

    private const string InsertModel = """
        INSERT INTO model (tenant, name, definition, revision, created_at, changed_at) VALUES (?1, ?2, ?3, 1, ?4, ?4)
        ON CONFLICT (tenant, name) DO NOTHING
        """;

    private const string UpdateModel = """
        UPDATE model SET definition = ?3, revision = revision + 1, changed_at = ?5 WHERE tenant = ?1 AND name = ?2 AND revision = ?4
        """;

    private const string FenceTrainer = "UPDATE stream SET epoch = epoch + 1 WHERE tenant = ?1 AND model = ?2";

    /// <inheritdoc />
    public Task<StoredModel?> FindAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        return database.ReadAsync(FindIn, cancellationToken);

        StoredModel? FindIn(SqliteSession session)
        {
            using var query = session.Query(SelectOne);
            query.BindStream(new StreamKey(tenant, name));
            return query.Step() ? ReadModel(query, tenant) : null;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredModel>> ListAsync(string tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(ListIn, cancellationToken);

        IReadOnlyList<StoredModel> ListIn(SqliteSession session)
        {
            var models = new List<StoredModel>();
            using var query = session.Query(SelectPage);
            query.Bind(1, tenant);
            query.Bind(2, after ?? "");
            query.Bind(3, limit);
            while (query.Step())
            {
                models.Add(ReadModel(query, tenant));
            }

            return models;
        }
    }

    /// <inheritdoc />
    public Task<ModelWriteVerdict> CreateAsync(string tenant, string name, string definition, CancellationToken cancellationToken)
    {
        var key = new StreamKey(tenant, name);
        return database.WriteAsync(CreateIn, cancellationToken, key);

        ModelWriteVerdict CreateIn(SqliteSession session)
        {
            if (!Insert(session, key, definition))
            {
                return ModelWriteVerdict.RevisionDiffers;
            }

            SqliteStreams.Insert(session, key);
            faults.Pass(FaultPoint.Define_BeforeCommit);
            return ModelWriteVerdict.Written;
        }
    }

    /// <inheritdoc />
    public Task<ModelWriteVerdict> UpdateAsync(string tenant, string name, string definition, long expectedRevision, CancellationToken cancellationToken)
    {
        var key = new StreamKey(tenant, name);
        return database.WriteAsync(session => Update(session, key, definition, expectedRevision), cancellationToken, key);
    }

    /// <inheritdoc />
    public Task<ModelWriteVerdict> UpdateWhenEmptyAsync(string tenant, string name, string definition, long expectedRevision, CancellationToken cancellationToken)
    {
        var key = new StreamKey(tenant, name);
        return database.WriteAsync(UpdateIn, cancellationToken, key);

        ModelWriteVerdict UpdateIn(SqliteSession session)
        {
            if (SqliteStreams.ReadPosition(session, key) is { Head: > 0 })
            {
                return ModelWriteVerdict.StreamNotEmpty;
            }

            var verdict = Update(session, key, definition, expectedRevision);
            if (verdict == ModelWriteVerdict.Written)
            {
                RaiseEpoch(session, key);
            }

            return verdict;
        }
    }

    /// <inheritdoc />
    public Task<DeletedFiles?> DeleteAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        var key = new StreamKey(tenant, name);
        return database.WriteAsync(DeleteIn, cancellationToken, key, committed: waste.Clear);

        DeletedFiles? DeleteIn(SqliteSession session)
        {
            var deletion = new SqliteModelDeletion(session, Microseconds.ToUnix(time.GetUtcNow()));
            var isFound = deletion.Delete(key);
            faults.Pass(FaultPoint.Delete_BeforeCommit);
            return isFound ? deletion.Files : null;
        }
    }

    private bool Insert(SqliteSession session, StreamKey key, string definition)
    {
        using var query = session.Query(InsertModel);
        query.BindStream(key);
        query.Bind(3, definition);
        query.Bind(4, Microseconds.ToUnix(time.GetUtcNow()));
        try
        {
            return query.ExecuteCounting() == 1;
        }
        catch (SqliteErrorException exception) when (exception.IsForeignKeyViolation)
        {
            throw new ArgumentException($"There is no tenant '{key.Tenant}'.", exception);
        }
    }

    private ModelWriteVerdict Update(SqliteSession session, StreamKey key, string definition, long expectedRevision)
    {
        using var query = session.Query(UpdateModel);
        query.BindStream(key);
        query.Bind(3, definition);
        query.Bind(4, expectedRevision);
        query.Bind(5, Microseconds.ToUnix(time.GetUtcNow()));
        return query.ExecuteCounting() == 1 ? ModelWriteVerdict.Written : ModelWriteVerdict.RevisionDiffers;
    }

    private static void RaiseEpoch(SqliteSession session, StreamKey key)
    {
        using var query = session.Query(FenceTrainer);
        query.BindStream(key);
        query.Execute();
    }

    private static StoredModel ReadModel(SqliteQuery query, string tenant) => new()
    {
        Tenant = tenant,
        Name = query.Text(0),
        Definition = query.Text(1),
        Revision = query.Int64(2),
        CreatedAt = Microseconds.FromUnix(query.Int64(3)),
        ChangedAt = Microseconds.FromUnix(query.Int64(4)),
    };
}
