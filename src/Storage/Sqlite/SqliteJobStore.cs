using Berlin.Storage.Jobs;
using Berlin.Storage.Sqlite.Engine;

namespace Berlin.Storage.Sqlite;

/// <summary>Jobs in table <c>job</c>.</summary>
internal sealed class SqliteJobStore(SqliteDatabase database, TimeProvider time) : IJobStore
{
    private const string Columns = SqliteJobRows.Columns;

    /// <summary>The fence of a runner's writes.</summary>
    private const string WhereHeld = "WHERE id = ?1 AND epoch = ?2 AND owner = ?3 AND state = 'running'";

    private const string Count = "SELECT count(*) FROM job WHERE tenant = ?1";

    private const string Insert = """
        INSERT INTO job (id, tenant, model, options, state, input_bytes, input_offset, result_bytes, rows, rows_failed, epoch, created_at)
        VALUES (?1, ?2, ?3, ?4, 'queued', ?5, 0, 0, 0, 0, 0, ?6)
        """;

    private const string SelectOne = $"SELECT {Columns} FROM job WHERE id = ?1 AND tenant = ?2";

    private const string SelectPage = $"SELECT {Columns} FROM job WHERE tenant = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3";

    private const string SelectUnfinished = $"SELECT {Columns} FROM job WHERE finished_at IS NULL AND number > ?1 ORDER BY number LIMIT ?2";

    private const string SelectFinished = $"SELECT {Columns} FROM job WHERE finished_at < ?1 ORDER BY finished_at, number LIMIT ?2";

    private const string Take = $"""
        UPDATE job SET state = 'running', epoch = epoch + 1, owner = ?2, started_at = coalesce(started_at, ?3)
        WHERE id = ?1 AND finished_at IS NULL RETURNING {Columns}
        """;

    private const string Advance = $"UPDATE job SET input_offset = ?4, result_bytes = ?5, rows = ?6, rows_failed = ?7 {WhereHeld}";

    private const string Finish = $"""
        UPDATE job SET input_offset = ?4, result_bytes = ?5, rows = ?6, rows_failed = ?7, state = 'done', finished_at = ?8 {WhereHeld}
        """;

    private const string Release = $"UPDATE job SET state = 'queued' {WhereHeld}";

    private const string Fail = $"UPDATE job SET state = 'failed', error = ?4, finished_at = ?5 {WhereHeld}";

    private const string Cancel = """
        UPDATE job SET state = 'cancelled', epoch = epoch + 1, finished_at = ?3 WHERE id = ?1 AND tenant = ?2 AND finished_at IS NULL
        """;

    private const string DeleteOne = "DELETE FROM job WHERE id = ?1 AND tenant = ?2";

    /// <inheritdoc />
    public Task<JobCreateVerdict> CreateAsync(NewJob job, int maxJobs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxJobs);
        JobId.Check(job.Id);
        return database.WriteAsync(session => Create(session, job, maxJobs), cancellationToken);
    }

    /// <inheritdoc />
    public Task<StoredJob?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Find(session, tenant, id), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredJob>> ListAsync(string tenant, long? beforeNumber, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(ListIn, cancellationToken);

        IReadOnlyList<StoredJob> ListIn(SqliteSession session)
        {
            using var query = session.Query(SelectPage);
            query.Bind(1, tenant);
            query.Bind(2, beforeNumber ?? long.MaxValue);
            query.Bind(3, limit);
            return SqliteJobRows.ReadAll(query);
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredJob>> ListUnfinishedAsync(long afterNumber, int limit, CancellationToken cancellationToken) =>
        ListAsync(SelectUnfinished, afterNumber, limit, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredJob>> ListFinishedAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        ListAsync(SelectFinished, Microseconds.ToUnix(before), limit, cancellationToken);

    /// <inheritdoc />
    public Task<StoredJob?> TakeAsync(string id, string owner, CancellationToken cancellationToken)
    {
        return database.WriteAsync(TakeIn, cancellationToken);

        StoredJob? TakeIn(SqliteSession session)
        {
            using var query = session.Query(Take);
            query.Bind(1, id);
            query.Bind(2, owner);
            query.Bind(3, Now());
            return SqliteJobRows.ReadOne(query);
        }
    }

    /// <inheritdoc />
    public Task<bool> AdvanceAsync(JobHold hold, JobProgress progress, CancellationToken cancellationToken)
    {
        return database.WriteAsync(AdvanceIn, cancellationToken);

        bool AdvanceIn(SqliteSession session)
        {
            using var query = Held(session, Advance, hold);
            Bind(query, progress);
            return query.ExecuteCounting() == 1;
        }
    }

    /// <inheritdoc />
    public Task<bool> ReleaseAsync(JobHold hold, CancellationToken cancellationToken)
    {
        return database.WriteAsync(ReleaseIn, cancellationToken);

        bool ReleaseIn(SqliteSession session)
        {
            using var query = Held(session, Release, hold);
            return query.ExecuteCounting() == 1;
        }
    }

    /// <inheritdoc />
    public Task<bool> FinishAsync(JobHold hold, JobProgress progress, CancellationToken cancellationToken)
    {
        return database.WriteAsync(FinishIn, cancellationToken);

        bool FinishIn(SqliteSession session)
        {
            using var query = Held(session, Finish, hold);
            Bind(query, progress);
            query.Bind(8, Now());
            return query.ExecuteCounting() == 1;
        }
    }

    /// <inheritdoc />
    public Task<bool> FailAsync(JobHold hold, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(error);
        return database.WriteAsync(FailIn, cancellationToken);

        bool FailIn(SqliteSession session)
        {
            using var query = Held(session, Fail, hold);
            query.Bind(4, error);
            query.Bind(5, Now());
            return query.ExecuteCounting() == 1;
        }
    }

    /// <inheritdoc />
    public Task<StoredJob?> CancelAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        return database.WriteAsync(CancelIn, cancellationToken);

        StoredJob? CancelIn(SqliteSession session)
        {
            using (var query = session.Query(Cancel))
            {
                query.Bind(1, id);
                query.Bind(2, tenant);
                query.Bind(3, Now());
                query.Execute();
            }

            return Find(session, tenant, id);
        }
    }

    /// <inheritdoc />
    public Task<bool> DeleteAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        return database.WriteAsync(DeleteIn, cancellationToken);

        bool DeleteIn(SqliteSession session)
        {
            using var query = session.Query(DeleteOne);
            query.Bind(1, id);
            query.Bind(2, tenant);
            return query.ExecuteCounting() == 1;
        }
    }

    private JobCreateVerdict Create(SqliteSession session, NewJob job, int maxJobs)
    {
        if (CountOf(session, job.Tenant) >= maxJobs)
        {
            return JobCreateVerdict.TooManyJobs;
        }

        using var query = session.Query(Insert);
        query.Bind(1, job.Id);
        query.Bind(2, job.Tenant);
        query.Bind(3, job.Model);
        query.Bind(4, job.Options);
        query.Bind(5, job.InputBytes);
        query.Bind(6, Now());
        try
        {
            query.Execute();
            return JobCreateVerdict.Created;
        }
        catch (SqliteErrorException exception) when (exception.IsForeignKeyViolation)
        {
            return JobCreateVerdict.ModelNotFound;
        }
        catch (SqliteErrorException exception) when (exception.IsUniqueViolation)
        {
            throw JobId.IsTaken(job.Id, exception);
        }
    }

    private Task<IReadOnlyList<StoredJob>> ListAsync(string sql, long bound, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.ReadAsync(ListIn, cancellationToken);

        IReadOnlyList<StoredJob> ListIn(SqliteSession session)
        {
            using var query = session.Query(sql);
            query.Bind(1, bound);
            query.Bind(2, limit);
            return SqliteJobRows.ReadAll(query);
        }
    }

    private static StoredJob? Find(SqliteSession session, string tenant, string id)
    {
        using var query = session.Query(SelectOne);
        query.Bind(1, id);
        query.Bind(2, tenant);
        return SqliteJobRows.ReadOne(query);
    }

    private static long CountOf(SqliteSession session, string tenant)
    {
        using var query = session.Query(Count);
        query.Bind(1, tenant);
        return query.Step() ? query.Int64(0) : 0;
    }

    private static SqliteQuery Held(SqliteSession session, string sql, JobHold hold)
    {
        var query = session.Query(sql);
        query.Bind(1, hold.Id);
        query.Bind(2, hold.Epoch);
        query.Bind(3, hold.Owner);
        return query;
    }

    private static void Bind(SqliteQuery query, JobProgress progress)
    {
        query.Bind(4, progress.InputOffset);
        query.Bind(5, progress.ResultBytes);
        query.Bind(6, progress.Rows);
        query.Bind(7, progress.RowsFailed);
    }

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
