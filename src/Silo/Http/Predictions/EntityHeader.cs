using System.Text;
using Berlin.Grains;
using Berlin.Http;
using Berlin.Silo.Http.Observations;

namespace Berlin.Silo.Http.Predictions;

/// <summary>The header that names the entity of a request, so that what stands between can see it without reading the body.</summary>
internal static class EntityHeader
{
    public const string Name = ClientHeaders.Entity;

    /// <summary>The entity; null where the header is absent.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static string? Find(HttpRequest request)
    {
        var values = request.Headers[Name];
        if (values.Count == 0)
        {
            return null;
        }

        return values is [{ } entity] && ObservationRules.IsEntity(Encoding.UTF8.GetBytes(entity))
            ? entity
            : throw new BerlinException(ErrorCodes.RequestInvalid, $"The header {Name} is not {ObservationRules.Entity}.");
    }
}
