namespace Berlin.Actors.Cluster.Transport;

/// <summary>Headers by which a connection is asked for.</summary>
internal static class TransportHeaders
{
    public const string Secret = "Berlin-Join";
    public const string Cluster = "Berlin-Cluster";
    public const string Protocol = "Berlin-Protocol";

    /// <summary>Which start of which silo is meant: <c>name#generation</c>. A silo that has come back is another one.</summary>
    public const string Silo = "Berlin-Silo";

    /// <summary>Who asks, for people.</summary>
    public const string Peer = "Berlin-Peer";
}
