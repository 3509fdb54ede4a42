namespace Berlin.Gateway.Auth;

/// <summary>An API key as a request shows it: <c>bk_&lt;id&gt;_&lt;secret&gt;</c>, both parts lower-case base32.</summary>
internal readonly ref struct ApiKey
{
    /// <summary>Characters of an id.</summary>
    public const int IdLength = 12;

    /// <summary>Characters of a secret: 32 bytes.</summary>
    public const int SecretLength = 52;

    private const string Prefix = "bk_";
    private const int Length = 3 + IdLength + 1 + SecretLength;

    private ApiKey(ReadOnlySpan<char> id, ReadOnlySpan<char> secret)
    {
        Id = id;
        Secret = secret;
    }

    /// <summary>Names the key.</summary>
    public ReadOnlySpan<char> Id { get; }

    /// <summary>Proves it. Never logged, never forwarded.</summary>
    public ReadOnlySpan<char> Secret { get; }

    /// <summary>Reads the value of an <c>Authorization</c> header; false where it is no bearer key of Berlin's form.</summary>
    public static bool TryRead(ReadOnlySpan<char> authorization, out ApiKey key)
    {
        const string scheme = "Bearer ";
        key = default;
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var text = authorization[scheme.Length..].Trim(' ');
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_')
        {
            return false;
        }

        var id = text.Slice(Prefix.Length, IdLength);
        var secret = text[^SecretLength..];
        if (!IsBase32(id) || !IsBase32(secret))
        {
            return false;
        }

        key = new ApiKey(id, secret);
        return true;
    }

    private static bool IsBase32(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (character is not (>= 'a' and <= 'z' or >= '2' and <= '7'))
            {
                return false;
            }
        }

        return true;
    }
}
