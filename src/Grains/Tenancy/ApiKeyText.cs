using System.Security.Cryptography;
using System.Text;

namespace Berlin.Grains.Tenancy;

/// <summary>Makes API keys <c>bk_&lt;id&gt;_&lt;secret&gt;</c>: an id of 60 bits and a secret of 256 bits, both in lower-case base32.</summary>
public static class ApiKeyText
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int IdLength = 12;
    private const int SecretSizeBytes = 32;

    /// <summary>A new key out of <paramref name="random"/>: what the client gets, the id, and the digest to store.</summary>
    public static (string Key, string Id, byte[] SecretSha256) Create(RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[SecretSizeBytes];
        random.GetBytes(bytes);
        var secret = Base32(bytes);
        random.GetBytes(bytes);
        var id = Base32(bytes)[..IdLength];
        return ($"bk_{id}_{secret}", id, SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
    }

    /// <summary>Takes a key apart; null where the text is not of the form.</summary>
    public static (string Id, byte[] SecretSha256)? Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parts = key.Split('_');
        return parts is ["bk", { Length: IdLength } id, { Length: > 0 } secret]
            ? (id, SHA256.HashData(Encoding.ASCII.GetBytes(secret)))
            : null;
    }

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var buffer = 0;
        var bits = 0;
        foreach (var value in bytes)
        {
            buffer = ((buffer << 8) | value) & 0xFFFF;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }
        }

        if (bits > 0)
        {
            text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        }

        return text.ToString();
    }
}
