namespace Berlin.Storage.Jobs;

/// <summary>Input and result of jobs, as bytes. Thread-safe, but one call at a time writes the input, and one the result of one take.</summary>
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
    /// Writes to the result of one take of the job behind its first <paramref name="offset"/> bytes, in place of what is there, and
    /// flushes it to disk. With the <see cref="JobProgress.ResultBytes"/> of the row as offset, what a crash left behind them is gone.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="epoch">Epoch of the take, from 1. The first write of a take begins with what the takes before it have written up to
    /// <paramref name="offset"/>; from then on nobody but this take changes its result. A runner that was deposed and does not know it yet
    /// writes on for itself, and no byte of it gets into the result.</param>
    /// <param name="offset">Bytes that are kept.</param>
    /// <param name="content">What follows them.</param>
    /// <param name="cancellationToken">Heeded before the first byte is written.</param>
    /// <returns>Size of the result after it.</returns>
    /// <exception cref="InvalidDataException">The result is shorter than <paramref name="offset"/>, or the job has no files; nothing is written.</exception>
    Task<long> WriteResultAsync(string id, long epoch, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Opens the result of the newest take that wrote one, for reading; null where there is none. It can be sought in. The caller disposes of it.</summary>
    Task<Stream?> OpenResultAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes all files of a job; a missing one is no error. Who reads them at the time may read on.</summary>
    Task DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ids of the jobs that have files which nobody has changed for a time, in ordinal order. Zero = of all.</summary>
    /// <remarks>Those without a row are left over from a crash, once they are older than the moment between the input and the row.</remarks>
    Task<IReadOnlyList<string>> ListAsync(TimeSpan unchangedFor, CancellationToken cancellationToken);
}
