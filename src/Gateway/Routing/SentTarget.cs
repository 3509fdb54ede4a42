using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace Berlin.Gateway.Routing;

/// <summary>
/// Forwards the target of a request as its client sent it. A proxy that decodes a path and encodes it again cannot tell <c>a%2Fb</c>, an id
/// with a slash, from <c>a%252Fb</c>, an id with a percent sign; the silo reads ids out of the path itself.
/// </summary>
internal static class SentTarget
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Sets the forwarded target. One in absolute form, which only clients of proxies send, is left to be made of its parts.</summary>
    public static ValueTask Forward(RequestTransformContext context)
    {
        var target = context.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.StartsWith('/'))
        {
            context.ProxyRequest.RequestUri = new Uri(string.Concat(context.DestinationPrefix.AsSpan().TrimEnd('/'), target), AsItIs);
        }

        return ValueTask.CompletedTask;
    }
}
