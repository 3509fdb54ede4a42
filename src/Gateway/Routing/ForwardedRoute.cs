namespace Berlin.Gateway.Routing;

/// <summary>A path that is answered by silos; metadata of the endpoint that forwards it.</summary>
/// <param name="Id">Names the route.</param>
/// <param name="Pattern">Paths, as routing writes them.</param>
/// <param name="Methods">HTTP methods; null for all.</param>
/// <param name="NeedsKey">Whether a request must show an API key.</param>
/// <param name="HasStreamedBody">Whether the silo works a body off while it comes in, so that it may have any size.</param>
internal sealed record ForwardedRoute(string Id, string Pattern, IReadOnlyList<string>? Methods, bool NeedsKey, bool HasStreamedBody = false)
{
    /// <summary>Path of the description of the API.</summary>
    public const string DescriptionPath = "/openapi.json";

    /// <summary>Path of a silo's readiness.</summary>
    public const string ReadinessPath = "/readyz";

    /// <summary>Everything under <c>/v1</c> (silos know which of it exists), the readiness and the description of the API.</summary>
    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("v1", "/v1/{**rest}", Methods: null, NeedsKey: true),
        new("score", "/v1/models/{model}/score", [HttpMethods.Post], NeedsKey: true, HasStreamedBody: true),
        new("jobs", "/v1/jobs", [HttpMethods.Post], NeedsKey: true, HasStreamedBody: true),
        new("readyz", ReadinessPath, [HttpMethods.Get], NeedsKey: false),
        new("openapi", DescriptionPath, [HttpMethods.Get], NeedsKey: false),
    ];
}
