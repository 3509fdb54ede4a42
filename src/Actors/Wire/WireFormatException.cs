namespace Berlin.Actors.Wire;

/// <summary>Bytes from another process are not what they should be. Nothing was done; the connection that they came by is closed.</summary>
public sealed class WireFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    public WireFormatException()
        : base("A message is damaged.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Names the field, the value and the bound.</param>
    public WireFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Names the field, the value and the bound.</param>
    /// <param name="innerException">The cause.</param>
    public WireFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
