using Berlin.Gateway.Routing;
using Berlin.Grains;
using Berlin.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Berlin.Gateway.Auth;

/// <summary>
/// Lets a request be forwarded if it shows a valid API key, and tells the silo whose it is. Whatever a client sends
/// under the headers between gateway and silo is removed first, and the key itself goes no further.
/// </summary>
internal sealed class KeyGate(RequestDelegate next, KeyCache keys, GatewayOptions options)
{
    private const string NoKey = "The request has no API key; send the header Authorization: Bearer bk_<id>_<secret>.";

    /// <summary>One text for every key that is not good: which part was wrong is nobody's business.</summary>
    private const string BadKey = "The API key is not valid.";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        headers.Remove(CallerHeaders.Tenant);
        headers.Remove(CallerHeaders.Scopes);
        headers.Remove(CallerHeaders.Join);

        var authorization = headers.Authorization;
        headers.Remove("Authorization");
        if (context.GetEndpoint()?.Metadata.GetMetadata<ForwardedRoute>() is not { NeedsKey: true })
        {
            return next(context);
        }

        if (authorization.Count == 0)
        {
            return Refuse(context, NoKey);
        }

        if (authorization.Count != 1 || !ApiKey.TryRead(authorization[0], out var key))
        {
            return Refuse(context, BadKey);
        }

        return keys.Find(key.Id) is { } snapshot
            ? Admit(context, key, snapshot)
            : LookUpAsync(context, authorization[0]!, key.Id.ToString());
    }

    private static Task Refuse(HttpContext context, string text)
    {
        ErrorAnswer.Write(context, ErrorCodes.KeyInvalid, text);
        return Task.CompletedTask;
    }

    private async Task LookUpAsync(HttpContext context, string authorization, string id)
    {
        var snapshot = await keys.LookUpAsync(id).WaitAsync(context.RequestAborted);
        await Readmit(context, authorization, snapshot);
    }

    private Task Readmit(HttpContext context, string authorization, KeySnapshot snapshot) =>
        ApiKey.TryRead(authorization, out var key) ? Admit(context, key, snapshot) : Refuse(context, BadKey);

    private Task Admit(HttpContext context, ApiKey key, KeySnapshot snapshot)
    {
        if (!snapshot.Accepts(key))
        {
            return Refuse(context, BadKey);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<ForwardedRoute>() is { HasStreamedBody: true })
        {
            LetStream(context);
        }
        else if (context.Request.ContentLength > options.MaxBodyBytes)
        {
            return RefuseBody(context);
        }

        var headers = context.Request.Headers;
        if (snapshot.Tenant.Count > 0)
        {
            headers[CallerHeaders.Tenant] = snapshot.Tenant;
        }

        headers[CallerHeaders.Scopes] = snapshot.Scopes;
        headers[CallerHeaders.Join] = options.JoinSecret;
        return next(context);
    }

    /// <summary>
    /// Lets a body be of any size, and lets its client take nothing of the answer while it sends. That the client is not
    /// silent is seen to by the rate of bodies here, and by the silo.
    /// </summary>
    private static void LetStream(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private Task RefuseBody(HttpContext context)
    {
        // The server then reads on for a few seconds after the answer, so that a client which is still sending
        // gets to see the answer instead of a broken connection.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        ErrorAnswer.Write(context, ErrorCodes.RequestTooLarge, $"The body is larger than {options.MaxBodyBytes} bytes, the most that any route takes.");
        return Task.CompletedTask;
    }
}
