using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Berlin.Actors.Clustering;
using Microsoft.AspNetCore.Http;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>Decides whether a silo takes a connection that is asked for.</summary>
internal sealed class JoinRequest(TransportOptions options)
{
    private readonly byte[] _secret = SHA256.HashData(Encoding.ASCII.GetBytes(options.JoinSecret));

    /// <summary>Why the connection is refused, or null. Who does not know the secret learns nothing else.</summary>
    public (int Status, string Reason)? Refuse(HttpRequest request, SiloIdentity? self)
    {
        var headers = request.Headers;
        var shown = headers[TransportHeaders.Secret];
        if (!HoldsSecret(shown.Count == 1 ? shown[0] : null))
        {
            return (StatusCodes.Status401Unauthorized, "the join secret is wrong");
        }

        if (request.Method != HttpMethods.Post || request.Path != TransportOptions.Path)
        {
            return (StatusCodes.Status404NotFound, $"only POST {TransportOptions.Path} is served here");
        }

        var protocol = TransportOptions.ProtocolVersion.ToString(CultureInfo.InvariantCulture);
        if (headers[TransportHeaders.Protocol] != protocol)
        {
            return (StatusCodes.Status426UpgradeRequired, $"this silo talks protocol version {protocol}");
        }

        if (headers[TransportHeaders.Cluster] != options.ClusterId)
        {
            return (StatusCodes.Status409Conflict, $"this silo is of cluster {options.ClusterId}");
        }

        if (self is null)
        {
            return (StatusCodes.Status503ServiceUnavailable, "this silo has not joined");
        }

        return headers[TransportHeaders.Silo] == self.ToString() ? null : (StatusCodes.Status421MisdirectedRequest, $"this silo is {self}");
    }

    /// <summary>What a peer calls itself, cut so that it can stand in a log.</summary>
    public static string PeerOf(HttpContext context)
    {
        const int MostCharacters = 128;
        var name = context.Request.Headers[TransportHeaders.Peer].ToString();
        var printable = new string([.. name.Where(character => character is > ' ' and < '\x7F').Take(MostCharacters)]);
        return $"{printable} from {context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}";
    }

    /// <summary>Digests are compared, so that neither the time nor the length tells anything.</summary>
    private bool HoldsSecret(string? shown)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(shown ?? string.Empty), digest);
        return CryptographicOperations.FixedTimeEquals(digest, _secret);
    }
}
