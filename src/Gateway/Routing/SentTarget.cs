using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Gateway.Routing;

/// <summary>
/// Forwards the target of a request as its client sent it. A proxy that decodes a path and encodes it again cannot tell <c>a%2Fb</c>, an id
/// with a slash, from <c>a%252Fb</c>, an id with a percent sign; the silo reads ids out of the path itself.
/// </summary>
internal static class SentTarget
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The target at a silo; null for one in absolute form, which only clients of proxies send: it is left to be made of its parts.</summary>
    public static Uri? At(string siloAddress, HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') ? new Uri(string.Concat(siloAddress.AsSpan().TrimEnd('/'), target), AsItIs) : null;
    }
}
