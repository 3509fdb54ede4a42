namespace Berlin.Grains.Tenancy;

/// <summary>Errors about tenants and their keys, worded once.</summary>
internal static class TenantErrors
{
    public static BerlinException NotFound(string name) => new(ErrorCodes.TenantNotFound, $"There is no tenant '{name}'.");

    public static BerlinException KeyNotFound(string id) => new(ErrorCodes.KeyNotFound, $"There is no key '{id}' that is valid now.");
}
