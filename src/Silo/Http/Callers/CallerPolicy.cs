namespace Berlin.Silo.Http.Callers;

/// <summary>Who may call an endpoint: metadata that every endpoint carries. Without one the silo does not start.</summary>
internal sealed class CallerPolicy
{
    private CallerPolicy(CallerScopes scope, bool needsTenant)
    {
        Scope = scope;
        NeedsTenant = needsTenant;
    }

    /// <summary>Anyone, without a key and without a gateway: probes and the description of the API.</summary>
    public static CallerPolicy Public { get; } = new(CallerScopes.None, needsTenant: false);

    /// <summary>An operator's key.</summary>
    public static CallerPolicy Operator { get; } = new(CallerScopes.Operate, needsTenant: false);

    /// <summary>The scope that is asked for.</summary>
    public CallerScopes Scope { get; }

    /// <summary>Whether the key must belong to a tenant.</summary>
    public bool NeedsTenant { get; }

    /// <summary>A tenant's key that holds <paramref name="scope"/>.</summary>
    public static CallerPolicy Tenant(CallerScopes scope) => new(scope, needsTenant: true);
}
