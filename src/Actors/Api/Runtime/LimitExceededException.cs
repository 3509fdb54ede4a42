namespace Orleans.Runtime;

/// <summary>A bound was reached, for example of the calls that wait at an activation. The call did not run; repeat it later.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>Makes the exception.</summary>
    public LimitExceededException()
        : base("A limit was exceeded.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    /// <param name="innerException">The cause.</param>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
