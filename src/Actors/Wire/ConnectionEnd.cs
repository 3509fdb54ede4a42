namespace Berlin.Actors.Wire;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">For people.</param>
/// <param name="WasOpen">
/// Whether the peer had taken the connection. Where it had not, no frame has reached it: calls may be repeated without fear.
/// </param>
internal readonly record struct ConnectionEnd(string Reason, bool WasOpen);
