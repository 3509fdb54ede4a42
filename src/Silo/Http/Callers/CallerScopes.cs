using Berlin.Grains.Tenancy;

namespace Berlin.Silo.Http.Callers;

/// <summary>Scopes of a key (<see cref="ApiKeyScopes"/>) as a set.</summary>
[Flags]
internal enum CallerScopes
{
    None = 0,
    Predict = 1,
    Observe = 2,
    Manage = 4,
    Operate = 8,
}

/// <summary>Reads and names scopes.</summary>
internal static class CallerScopeNames
{
    /// <summary>The scopes in a space-separated list; unknown ones count for nothing.</summary>
    public static CallerScopes Parse(ReadOnlySpan<char> list)
    {
        var scopes = CallerScopes.None;
        foreach (var range in list.Split(' '))
        {
            scopes |= list[range] switch
            {
                ApiKeyScopes.Predict => CallerScopes.Predict,
                ApiKeyScopes.Observe => CallerScopes.Observe,
                ApiKeyScopes.Manage => CallerScopes.Manage,
                ApiKeyScopes.Operate => CallerScopes.Operate,
                _ => CallerScopes.None,
            };
        }

        return scopes;
    }

    /// <summary>Name of one scope.</summary>
    public static string NameOf(CallerScopes scope) => scope switch
    {
        CallerScopes.Predict => ApiKeyScopes.Predict,
        CallerScopes.Observe => ApiKeyScopes.Observe,
        CallerScopes.Manage => ApiKeyScopes.Manage,
        CallerScopes.Operate => ApiKeyScopes.Operate,
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "One scope is expected."),
    };
}
