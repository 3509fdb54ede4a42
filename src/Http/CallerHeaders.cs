namespace Berlin.Http;

/// <summary>
/// Headers by which a gateway tells a silo who calls. A gateway removes them from what clients send; a silo
/// believes them only beside the right <see cref="Join"/> secret.
/// </summary>
public static class CallerHeaders
{
    /// <summary>Tenant of the caller's key; absent for an operator's key.</summary>
    public const string Tenant = "Berlin-Tenant";

    /// <summary>Scopes of the caller's key, separated by single spaces.</summary>
    public const string Scopes = "Berlin-Scopes";

    /// <summary>Secret that gateways and silos of one cluster share.</summary>
    public const string Join = "Berlin-Join";
}
