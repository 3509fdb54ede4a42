namespace Berlin.Silo.Http.Callers;

/// <summary>Who calls, as the gateway told.</summary>
internal sealed class Caller
{
    private readonly string? _tenant;

    public Caller(string? tenant, CallerScopes scopes)
    {
        _tenant = tenant;
        Scopes = scopes;
    }

    /// <summary>What the caller's key may do.</summary>
    public CallerScopes Scopes { get; }

    /// <summary>Whether the key belongs to a tenant; an operator's does not.</summary>
    public bool HasTenant => _tenant is not null;

    /// <summary>The caller's tenant, on routes whose policy asks for one.</summary>
    public string Tenant => _tenant ?? throw new InvalidOperationException("The route's policy does not ask for a tenant.");

    /// <summary>The caller of a request that <see cref="CallerGate"/> let through.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The route is public: nobody is known to call.");
}
