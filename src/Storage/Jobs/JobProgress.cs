namespace Berlin.Storage.Jobs;

/// <summary>How far a job is. A result's bytes are on disk before a row counts them, so that a resumed job cuts its result to <see cref="ResultBytes"/> and goes on at <see cref="InputOffset"/>.</summary>
/// <param name="InputOffset">Bytes of the input that are worked through.</param>
/// <param name="ResultBytes">Bytes of the result that belong to them.</param>
/// <param name="Rows">Rows of the input in these bytes.</param>
/// <param name="RowsFailed">Those of them that have an error in place of a result.</param>
public sealed record JobProgress(long InputOffset, long ResultBytes, long Rows, long RowsFailed)
{
    /// <summary>The progress of a job that nobody has worked on.</summary>
    public static JobProgress None { get; } = new(0, 0, 0, 0);
}
