namespace Berlin.Grains.Tenancy;

/// <summary>What an API key may do.</summary>
public static class ApiKeyScopes
{
    /// <summary>Ask models.</summary>
    public const string Predict = "predict";

    /// <summary>Add observations.</summary>
    public const string Observe = "observe";

    /// <summary>Define and read models.</summary>
    public const string Manage = "manage";

    /// <summary>Create tenants; belongs to the operator.</summary>
    public const string Operate = "operate";
}
