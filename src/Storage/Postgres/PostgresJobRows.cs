using Berlin.Storage.Jobs;
using Berlin.Storage.Postgres.Engine;

namespace Berlin.Storage.Postgres;

/// <summary>Rows of table <c>job</c>, read.</summary>
internal static class PostgresJobRows
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns =
        "number, id, tenant, model, options, state, input_bytes, input_offset, result_bytes, rows, rows_failed, error, epoch, owner, created_at, started_at, finished_at";

    /// <summary>The job of a row.</summary>
    public static StoredJob Read(PostgresRow row) => new()
    {
        Number = row.Int64(0),
        Id = row.Name(1),
        Tenant = row.Name(2),
        Model = row.Name(3),
        Options = row.Text(4),
        State = JobStateWord.Parse(row.Name(5)),
        InputBytes = row.Int64(6),
        Progress = new JobProgress(row.Int64(7), row.Int64(8), row.Int64(9), row.Int64(10)),
        Error = row.TextOrNull(11),
        Epoch = row.Int64(12),
        Owner = row.TextOrNull(13),
        CreatedAt = Microseconds.FromUnix(row.Int64(14)),
        StartedAt = Microseconds.FromUnix(row.Int64OrNull(15)),
        FinishedAt = Microseconds.FromUnix(row.Int64OrNull(16)),
    };
}
