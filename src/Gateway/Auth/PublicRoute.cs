namespace Berlin.Gateway.Auth;

/// <summary>Endpoint metadata: is forwarded without an API key.</summary>
internal sealed class PublicRoute
{
    private PublicRoute()
    {
    }

    /// <summary>The one instance.</summary>
    public static PublicRoute Instance { get; } = new();
}
