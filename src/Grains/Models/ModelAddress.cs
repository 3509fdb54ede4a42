using Berlin.Storage.Streams;

namespace Berlin.Grains.Models;

/// <summary>Takes apart the grain keys <c>tenant/model</c> and <c>tenant/model/entity</c>.</summary>
internal static class ModelAddress
{
    /// <exception cref="BerlinException"><c>name.invalid</c>.</exception>
    public static (string Tenant, string Model) Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !Names.IsValid(key[..slash]) || !Names.IsValid(key[(slash + 1)..]))
        {
            throw new BerlinException(ErrorCodes.NameInvalid, $"A name must have {Names.Rule}.");
        }

        return (key[..slash], key[(slash + 1)..]);
    }

    /// <exception cref="BerlinException"><c>name.invalid</c>.</exception>
    public static (StreamKey Stream, string Entity) ParseEntity(string key)
    {
        var slash = key.LastIndexOf('/');
        var (tenant, model) = Parse(key[..Math.Max(slash, 0)]);
        return (new StreamKey(tenant, model), key[(slash + 1)..]);
    }
}
