namespace Berlin.Storage.Jobs;

/// <summary>Input and result of jobs, as bytes. Thread-safe, but one call at a time writes the files of one job.</summary>
/// <remarks>
/// Ids are made by Berlin, never by a user: 1-64 characters of <c>[a-z0-9-]</c>; another one throws <see cref="ArgumentException"/>.
/// Every method throws <see cref="StoreUnavailableException"/> when the disk does not do it now, a full one included.
/// </remarks>
public interface IJobFiles
{
    /// <summary>Stores the input so that it survives a crash when the call returns, whole or not at all. A job's input is written once.</summary>
    /// <param name="id">The job.</param>
    /// <param name="input">Read to its end in bounded memory; what it throws reaches the caller, and nothing is stored.</param>
    /// <param name="maxBytes">Bytes that are stored at most.</param>
    /// <param name="cancellationToken">Heeded until all is read; cancelled means that nothing is stored.</param>
    /// <returns>Its size.</returns>
    /// <exception cref="JobInputTooLargeException">It has more than <paramref name="maxBytes"/>; nothing is stored.</exception>
    /// <exception cref="InvalidOperationException">The job has an input; it stays.</exception>
    Task<long> WriteInputAsync(string id, Stream input, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Opens the input for reading at an offset; null where there is none. The caller disposes of it.</summary>
    Task<Stream?> OpenInputAsync(string id, long offset, CancellationToken cancellationToken);

    /// <summary>
    /// Writes to the result behind its first <paramref name="offset"/> bytes, in place of what is there, and flushes it to disk. With the
    /// <see cref="JobProgress.ResultBytes"/> of the row as offset, what a crash left behind them is gone.
    /// </summary>
    /// <returns>Size of the result after it.</returns>
    /// <exception cref="InvalidDataException">The result is shorter than <paramref name="offset"/>; nothing is written.</exception>
    Task<long> WriteResultAsync(string id, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Cuts the result to a length, flushed to disk; length 0 creates it where it is missing.</summary>
    /// <exception cref="InvalidDataException">It is shorter; nothing changed.</exception>
    Task TruncateResultAsync(string id, long length, CancellationToken cancellationToken);

    /// <summary>Opens the result for reading; null where there is none. It can be sought in. The caller disposes of it.</summary>
    Task<Stream?> OpenResultAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes all files of a job; a missing one is no error. Who reads them at the time may read on.</summary>
    Task DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ids of all jobs that have files, in ordinal order: those without a row are left over from a crash.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}
