using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Berlin.Silo.Hosting;

/// <summary>A host and a port as operators write them: <c>127.0.0.1:5101</c>, <c>[::1]:5101</c>, <c>silo-1.berlin:5101</c>.</summary>
/// <param name="Host">IP address or name, without brackets.</param>
/// <param name="Port">1 to 65,535.</param>
internal sealed record HostPort(string Host, int Port)
{
    /// <summary>The address where <see cref="Host"/> is one; null where it is a name.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host, out var address) ? address : null;

    /// <summary>Whether it stands for every address of the machine, which nobody else can call.</summary>
    public bool IsAny => Address is { } address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    /// <summary>Reads one; false where the port is missing or out of bounds, or the host is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HostPort? value)
    {
        value = null;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > IPEndPoint.MaxPort)
        {
            return false;
        }

        var host = text[..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;
        var kind = Uri.CheckHostName(host);
        if (kind == UriHostNameType.Unknown || (kind == UriHostNameType.IPv6) != isBracketed || (kind == UriHostNameType.Dns && LooksLikeNumbers(host)))
        {
            return false;
        }

        value = new HostPort(host, port);
        return true;
    }

    public override string ToString() => Address?.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    // "127.0.0.300" is no address, and a name of the DNS only by its letters.
    private static bool LooksLikeNumbers(string host) => host.All(character => char.IsAsciiDigit(character) || character == '.');
}
