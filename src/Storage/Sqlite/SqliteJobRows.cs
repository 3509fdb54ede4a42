using Berlin.Storage.Jobs;
using Berlin.Storage.Sqlite.Engine;

namespace Berlin.Storage.Sqlite;

/// <summary>Rows of table <c>job</c>, read.</summary>
internal static class SqliteJobRows
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns =
        "number, id, tenant, model, options, state, input_bytes, input_offset, result_bytes, rows, rows_failed, error, epoch, owner, created_at, started_at, finished_at";

    /// <summary>All rows of a query.</summary>
    public static IReadOnlyList<StoredJob> ReadAll(SqliteQuery query)
    {
        var jobs = new List<StoredJob>();
        while (query.Step())
        {
            jobs.Add(Read(query));
        }

        return jobs;
    }

    /// <summary>The only row of a query; null where there is none.</summary>
    public static StoredJob? ReadOne(SqliteQuery query) => query.Step() ? Read(query) : null;

    private static StoredJob Read(SqliteQuery query) => new()
    {
        Number = query.Int64(0),
        Id = query.Text(1),
        Tenant = query.Text(2),
        Model = query.Text(3),
        Options = query.Text(4),
        State = JobStateWord.Parse(query.Text(5)),
        InputBytes = query.Int64(6),
        Progress = new JobProgress(query.Int64(7), query.Int64(8), query.Int64(9), query.Int64(10)),
        Error = query.TextOrNull(11),
        Epoch = query.Int64(12),
        Owner = query.TextOrNull(13),
        CreatedAt = Microseconds.FromUnix(query.Int64(14)),
        StartedAt = Microseconds.FromUnix(query.Int64OrNull(15)),
        FinishedAt = Microseconds.FromUnix(query.Int64OrNull(16)),
    };
}
