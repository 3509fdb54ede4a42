namespace Berlin.Storage;

/// <summary>The store did not answer, or answered that it cannot now (busy, full, away). A write's outcome is unknown.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Makes the error.</summary>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
