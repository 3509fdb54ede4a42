using Berlin.Gateway.Routing.Attempts;

namespace Berlin.Gateway.Routing;

/// <summary>A path that is answered by silos; metadata of the endpoint that forwards it.</summary>
/// <param name="Pattern">Paths, as routing writes them.</param>
/// <param name="Methods">HTTP methods; null for all.</param>
internal sealed record ForwardedRoute(string Pattern, IReadOnlyList<string>? Methods)
{
    /// <summary>Path of the description of the API.</summary>
    public const string DescriptionPath = "/openapi.json";

    /// <summary>Path of a silo's readiness.</summary>
    public const string ReadinessPath = "/readyz";

    /// <summary>
    /// Everything under <c>/v1</c> (silos know which of it exists), the readiness and the description of the API. This is also
    /// the one table of what may be sent to a second silo.
    /// </summary>
    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("/v1/{**rest}", [HttpMethods.Get, HttpMethods.Head]) { NeedsKey = true, Repetition = Repetition.Harmless },
        new("/v1/{**rest}", Methods: null) { NeedsKey = true },
        new("/v1/models/{model}/predict", [HttpMethods.Post]) { NeedsKey = true, Repetition = Repetition.Prompt },
        new("/v1/models/{model}/observations", [HttpMethods.Post]) { NeedsKey = true, Repetition = Repetition.Harmless },
        new("/v1/models/{model}/score", [HttpMethods.Post]) { NeedsKey = true, HasStreamedBody = true },
        new("/v1/jobs", [HttpMethods.Post]) { NeedsKey = true, HasStreamedBody = true },
        new(ReadinessPath, [HttpMethods.Get]) { Repetition = Repetition.Harmless },
        new(DescriptionPath, [HttpMethods.Get]) { Repetition = Repetition.Harmless },
    ];

    /// <summary>Whether a request must show an API key.</summary>
    public bool NeedsKey { get; init; }

    /// <summary>Whether the silo works a body off while it comes in, so that it may have any size and is sent once.</summary>
    public bool HasStreamedBody { get; init; }

    /// <summary>When a second silo may be asked.</summary>
    public Repetition Repetition { get; init; }
}
