namespace Orleans.Runtime;

/// <summary>The silo is starting, stopping or gone. A call that had begun has an unknown outcome; it may be repeated if it is idempotent.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>Makes the exception.</summary>
    public SiloUnavailableException()
        : base("The silo is not available.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="msg">For people.</param>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    /// <param name="innerException">The cause.</param>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
