namespace Berlin.Client;

/// <summary>Answer of the probes.</summary>
/// <param name="Status"><c>ok</c> when the process lives, <c>ready</c> when it takes calls.</param>
public sealed record ServerStatus(string Status);
