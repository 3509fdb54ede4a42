namespace Berlin.Storage;

/// <summary>The data folder cannot be used as it is; the text says why and what to do. Trying again does not help.</summary>
public sealed class DataFolderException : Exception
{
    /// <summary>Makes the error.</summary>
    public DataFolderException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
