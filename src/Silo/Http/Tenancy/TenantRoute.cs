using Berlin.Grains;

namespace Berlin.Silo.Http.Tenancy;

/// <summary>Reads <c>{tenant}</c> out of a path.</summary>
internal static class TenantRoute
{
    /// <summary>The name. A text that can be no name is answered like one that nobody uses.</summary>
    /// <exception cref="BerlinException"><c>tenant.not_found</c>.</exception>
    public static string Require(HttpContext context)
    {
        var name = (string?)context.GetRouteValue("tenant");
        return Names.IsValid(name) ? name! : throw new BerlinException(ErrorCodes.TenantNotFound, "There is no tenant of that name.");
    }
}
