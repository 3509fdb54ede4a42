namespace Orleans.Runtime;

/// <summary>The silo or client cannot start as it is configured.</summary>
#pragma warning disable CA1032 // Orleans has no parameterless constructor.
public sealed class OrleansConfigurationException : Exception
#pragma warning restore CA1032
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">For people.</param>
    /// <param name="innerException">The cause.</param>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
