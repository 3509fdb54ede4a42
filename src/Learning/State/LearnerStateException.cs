namespace Berlin.Learning;

/// <summary>Stored state cannot be used; the message says what differs. Reading the same bytes again does not help.</summary>
public sealed class LearnerStateException : Exception
{
    /// <summary>Makes the exception.</summary>
    public LearnerStateException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What differs from what was expected.</param>
    public LearnerStateException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What differs from what was expected.</param>
    /// <param name="innerException">What was found out first.</param>
    public LearnerStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
