using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Takes the bounds that whole bodies have from a request whose body is worked off as it comes.</summary>
internal static class UnboundedBody
{
    /// <summary>
    /// Lets the body be of any length, and lets the client take nothing of the answer while it sends: what watches over
    /// both is <see cref="PacedBody"/> and <see cref="AnswerSpool"/>.
    /// </summary>
    public static PacedBody Open(HttpContext context, TimeSpan timeout, TimeProvider time)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        return new PacedBody(context.Request.Body, timeout, time);
    }
}
