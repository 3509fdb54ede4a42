namespace Orleans.Runtime;

/// <summary>The call was not taken; it did not run, and may be repeated.</summary>
#pragma warning disable CA1032 // Made by the engine only, as in Orleans.
public class OrleansMessageRejectionException : OrleansException
#pragma warning restore CA1032
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    internal OrleansMessageRejectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
