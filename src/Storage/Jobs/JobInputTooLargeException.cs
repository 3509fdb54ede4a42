namespace Berlin.Storage.Jobs;

/// <summary>The input of a job is larger than the caller allowed; nothing of it is stored.</summary>
public sealed class JobInputTooLargeException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="maxBytes">The bound.</param>
    public JobInputTooLargeException(long maxBytes)
        : base($"The input of the job has more than {maxBytes} bytes.") => MaxBytes = maxBytes;

    /// <summary>The bound.</summary>
    public long MaxBytes { get; }
}
