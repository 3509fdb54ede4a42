namespace Orleans.Runtime;

/// <summary>A failure of the engine, not of a grain.</summary>
public class OrleansException : Exception
{
    /// <summary>Makes the exception.</summary>
    public OrleansException()
        : base("The actor engine failed.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    /// <param name="innerException">The cause.</param>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
