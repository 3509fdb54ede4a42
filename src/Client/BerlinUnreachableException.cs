namespace Berlin.Client;

/// <summary>No answer came: nothing listens, the name does not resolve, the connection broke, or the time ran out.</summary>
/// <remarks>The outcome of the call is unknown unless the connection was never made.</remarks>
public sealed class BerlinUnreachableException : Exception
{
    /// <summary>Makes the exception for an address.</summary>
    /// <param name="address">Where the server was looked for.</param>
    /// <param name="reason">What went wrong, as a short clause.</param>
    /// <param name="wasConnected">Whether a connection had been made, so that the server may have acted.</param>
    /// <param name="inner">The fault of the transport.</param>
    public BerlinUnreachableException(Uri address, string reason, bool wasConnected, Exception inner)
        : base($"Cannot reach {address}: {reason}", inner)
    {
        Address = address;
        WasConnected = wasConnected;
    }

    /// <summary>Where the server was looked for.</summary>
    public Uri Address { get; }

    /// <summary>Whether a connection had been made: then the server may have acted on the call.</summary>
    public bool WasConnected { get; }
}
