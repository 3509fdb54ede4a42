using Berlin.Storage.Jobs;
using Berlin.Storage.Postgres.Engine;
using Npgsql;

namespace Berlin.Storage.Postgres;

/// <summary>Jobs in table <c>job</c>.</summary>
internal sealed class PostgresJobStore(PostgresDatabase database, TimeProvider time) : IJobStore
{
    private const string Columns = PostgresJobRows.Columns;

    /// <summary>The fence of a runner's writes.</summary>
    private const string WhereHeld = "WHERE id = $1 AND epoch = $2 AND owner = $3 AND state = 'running'";

    // Who makes a job of a tenant waits for whoever else does, so that the two together keep the bound.
    private const string LockTenant = "SELECT 1 FROM tenant WHERE name = $1 FOR NO KEY UPDATE";

    private const string Count = "SELECT count(*) FROM job WHERE tenant = $1";

    // The model stays until the job that refers to it is there.
    private const string LockModel = "SELECT 1 FROM model WHERE tenant = $1 AND name = $2 FOR KEY SHARE";

    private const string Insert = """
        INSERT INTO job (id, tenant, model, options, state, input_bytes, created_at) VALUES ($1, $2, $3, $4, 'queued', $5, $6)
        """;

    private const string SelectOne = $"SELECT {Columns} FROM job WHERE id = $1 AND tenant = $2";

    private const string SelectPage = $"SELECT {Columns} FROM job WHERE tenant = $1 AND number < $2 ORDER BY number DESC LIMIT $3";

    private const string SelectUnfinished = $"SELECT {Columns} FROM job WHERE finished_at IS NULL AND number > $1 ORDER BY number LIMIT $2";

    private const string SelectFinished = $"SELECT {Columns} FROM job WHERE finished_at < $1 ORDER BY finished_at, number LIMIT $2";

    private const string Take = $"""
        UPDATE job SET state = 'running', epoch = epoch + 1, owner = $2, started_at = coalesce(started_at, $3)
        WHERE id = $1 AND finished_at IS NULL RETURNING {Columns}
        """;

    private const string Advance = $"UPDATE job SET input_offset = $4, result_bytes = $5, rows = $6, rows_failed = $7 {WhereHeld}";

    private const string Finish = $"""
        UPDATE job SET input_offset = $4, result_bytes = $5, rows = $6, rows_failed = $7, state = 'done', finished_at = $8 {WhereHeld}
        """;

    private const string Release = $"UPDATE job SET state = 'queued' {WhereHeld}";

    private const string Fail = $"UPDATE job SET state = 'failed', error = $4, finished_at = $5 {WhereHeld}";

    private const string Cancel = """
        UPDATE job SET state = 'cancelled', epoch = epoch + 1, finished_at = $3 WHERE id = $1 AND tenant = $2 AND finished_at IS NULL
        """;

    private const string DeleteOne = "DELETE FROM job WHERE id = $1 AND tenant = $2";

    /// <inheritdoc />
    public Task<JobCreateVerdict> CreateAsync(NewJob job, int maxJobs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxJobs);
        JobId.Check(job.Id);
        return database.WriteAsync(session => CreateAsync(session, job, maxJobs), cancellationToken);
    }

    /// <inheritdoc />
    public Task<StoredJob?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, tenant, id), cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoredJob>> ListAsync(string tenant, long? beforeNumber, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            session => session.Query(SelectPage).BindName(tenant).Bind(beforeNumber ?? long.MaxValue).Bind(limit).ListAsync(PostgresJobRows.Read), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredJob>> ListUnfinishedAsync(long afterNumber, int limit, CancellationToken cancellationToken) =>
        ListAsync(SelectUnfinished, afterNumber, limit, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredJob>> ListFinishedAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        ListAsync(SelectFinished, Microseconds.ToUnix(before), limit, cancellationToken);

    /// <inheritdoc />
    public Task<StoredJob?> TakeAsync(string id, string owner, CancellationToken cancellationToken) =>
        database.RunAsync(session => session.Query(Take).BindName(id).BindText(owner).Bind(Now()).FirstAsync(PostgresJobRows.Read), cancellationToken);

    /// <inheritdoc />
    public Task<bool> AdvanceAsync(JobHold hold, JobProgress progress, CancellationToken cancellationToken) =>
        ChangeAsync(Advance, hold, query => Bind(query, progress), cancellationToken);

    /// <inheritdoc />
    public Task<bool> ReleaseAsync(JobHold hold, CancellationToken cancellationToken) => ChangeAsync(Release, hold, query => query, cancellationToken);

    /// <inheritdoc />
    public Task<bool> FinishAsync(JobHold hold, JobProgress progress, CancellationToken cancellationToken) =>
        ChangeAsync(Finish, hold, query => Bind(query, progress).Bind(Now()), cancellationToken);

    /// <inheritdoc />
    public Task<bool> FailAsync(JobHold hold, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(error);
        return ChangeAsync(Fail, hold, query => query.BindText(error).Bind(Now()), cancellationToken);
    }

    /// <inheritdoc />
    public Task<StoredJob?> CancelAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        return database.WriteAsync(CancelIn, cancellationToken);

        async Task<StoredJob?> CancelIn(PostgresSession session)
        {
            await session.Query(Cancel).BindName(id).BindName(tenant).Bind(Now()).ExecuteAsync().ConfigureAwait(false);
            return await FindAsync(session, tenant, id).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public Task<bool> DeleteAsync(string tenant, string id, CancellationToken cancellationToken) =>
        database.RunAsync(async session => await session.Query(DeleteOne).BindName(id).BindName(tenant).ExecuteAsync().ConfigureAwait(false) == 1, cancellationToken);

    private async Task<JobCreateVerdict> CreateAsync(PostgresSession session, NewJob job, int maxJobs)
    {
        await session.Query(LockTenant).BindName(job.Tenant).AnyAsync().ConfigureAwait(false);
        if (await session.Query(Count).BindName(job.Tenant).FirstAsync(row => row.Int64(0)).ConfigureAwait(false) >= maxJobs)
        {
            return JobCreateVerdict.TooManyJobs;
        }

        if (!await session.Query(LockModel).BindName(job.Tenant).BindName(job.Model).AnyAsync().ConfigureAwait(false))
        {
            return JobCreateVerdict.ModelNotFound;
        }

        try
        {
            await session.Query(Insert).BindName(job.Id).BindName(job.Tenant).BindName(job.Model).BindText(job.Options).Bind(job.InputBytes).Bind(Now())
                .ExecuteAsync().ConfigureAwait(false);
            return JobCreateVerdict.Created;
        }
        catch (PostgresException exception) when (PostgresErrors.IsUniqueViolation(exception))
        {
            throw JobId.IsTaken(job.Id, exception);
        }
    }

    private async Task<IReadOnlyList<StoredJob>> ListAsync(string sql, long bound, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(session => session.Query(sql).Bind(bound).Bind(limit).ListAsync(PostgresJobRows.Read), cancellationToken).ConfigureAwait(false);
    }

    private static Task<StoredJob?> FindAsync(PostgresSession session, string tenant, string id) =>
        session.Query(SelectOne).BindName(id).BindName(tenant).FirstAsync(PostgresJobRows.Read);

    /// <summary>One statement under the fence; false where the runner is fenced.</summary>
    private Task<bool> ChangeAsync(string sql, JobHold hold, Func<PostgresQuery, PostgresQuery> bind, CancellationToken cancellationToken) =>
        database.RunAsync(
            async session => await bind(session.Query(sql).BindName(hold.Id).Bind(hold.Epoch).BindText(hold.Owner)).ExecuteAsync().ConfigureAwait(false) == 1,
            cancellationToken);

    private static PostgresQuery Bind(PostgresQuery query, JobProgress progress) =>
        query.Bind(progress.InputOffset).Bind(progress.ResultBytes).Bind(progress.Rows).Bind(progress.RowsFailed);

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
