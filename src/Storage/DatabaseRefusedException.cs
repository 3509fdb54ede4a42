namespace Berlin.Storage;

/// <summary>The database cannot be used as it is; the text says why and what to do. Trying again does not help.</summary>
public sealed class DatabaseRefusedException : Exception
{
    /// <summary>Makes the error.</summary>
    public DatabaseRefusedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
