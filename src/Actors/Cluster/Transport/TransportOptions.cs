using System.Security.Cryptography.X509Certificates;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>What the two ends of a connection have in common.</summary>
/// <param name="ClusterId">Silos and clients of another cluster are refused.</param>
/// <param name="JoinSecret">Whoever does not show it is refused before anything else is read.</param>
/// <param name="Name">Who this end is, for people.</param>
/// <param name="Certificate">With one the ends talk TLS, and a client takes this certificate or what it signed; null: plain HTTP/2.</param>
internal sealed record TransportOptions(string ClusterId, string JoinSecret, string Name, X509Certificate2? Certificate)
{
    /// <summary>Version of frames and headers. Silos of two versions that follow each other talk the same one.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>Where frames are exchanged.</summary>
    public const string Path = "/silo/v1/frames";

    /// <summary>How long it may take until a silo has taken a connection. Waiting longer would be no use: its peers would hold such a silo for dead.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which an end asks the other whether it is there, and how long it then waits: a peer that is paused or cut off is gone after their sum.</summary>
    public static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(2);

    /// <summary>How often a silo that leaves looks whether its last calls have their answers.</summary>
    public static readonly TimeSpan DrainLook = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a silo that stops waits for its answers to be sent.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that may be on their way before the receiver has taken them. A frame may be larger: it then waits for the receiver.</summary>
    public const int WindowBytes = 4 << 20;

    /// <summary>Bytes that are written and read at once.</summary>
    public const int BlockBytes = 64 << 10;
}
