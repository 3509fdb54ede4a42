using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Berlin.Silo.Http.Callers;

/// <summary>Compares what a request shows with the cluster's join secret, in constant time.</summary>
internal sealed class JoinSecret(IOptions<GatewayJoinOptions> options)
{
    private readonly byte[] _secret = Encoding.ASCII.GetBytes(options.Value.Secret);

    /// <summary>Whether <paramref name="shown"/> is the secret. The time it takes does not depend on where the two differ.</summary>
    public bool Matches(StringValues shown)
    {
        // Counted first: ToString would join several values, and a joined text may be anything.
        if (shown.Count != 1 || shown[0] is not { } text || text.Length != _secret.Length)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[_secret.Length];
        return Encoding.ASCII.TryGetBytes(text, bytes, out var written)
            && CryptographicOperations.FixedTimeEquals(bytes[..written], _secret);
    }
}
