using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The stored record is not the one that was last seen here: somebody else has written it. The activation that it is thrown in ends.</summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>Makes the exception.</summary>
    public InconsistentStateException()
        : base("The stored record was written by somebody else.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    /// <param name="innerException">The cause.</param>
    public InconsistentStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="errorMsg">For people.</param>
    /// <param name="storedEtag">Version of the stored record.</param>
    /// <param name="currentEtag">Version that was last seen.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="errorMsg">For people.</param>
    /// <param name="storedEtag">Version of the stored record.</param>
    /// <param name="currentEtag">Version that was last seen.</param>
    /// <param name="storageException">The cause.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception storageException)
        : base(errorMsg, storageException)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>Version of the stored record.</summary>
    public string? StoredEtag { get; private set; }

    /// <summary>Version that was last seen.</summary>
    public string? CurrentEtag { get; private set; }

    /// <summary>Whether it has not left the activation that it was thrown in.</summary>
    internal bool IsAtSource { get; set; } = true;
}
