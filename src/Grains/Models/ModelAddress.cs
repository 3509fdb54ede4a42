namespace Berlin.Grains.Models;

/// <summary>Takes apart the grain key <c>tenant/model</c>.</summary>
internal static class ModelAddress
{
    public static (string Tenant, string Model) Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !Names.IsValid(key[..slash]) || !Names.IsValid(key[(slash + 1)..]))
        {
            throw new BerlinException(ErrorCodes.NameInvalid, $"A name must have {Names.Rule}.");
        }

        return (key[..slash], key[(slash + 1)..]);
    }
}
