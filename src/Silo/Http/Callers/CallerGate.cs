using Berlin.Grains;
using Berlin.Http;
using Berlin.Silo.Http.Health;

namespace Berlin.Silo.Http.Callers;

/// <summary>
/// Lets a request reach its endpoint if it comes from a gateway of this cluster and its key holds what the
/// endpoint's <see cref="CallerPolicy"/> asks for.
/// </summary>
internal sealed class CallerGate
{
    private readonly RequestDelegate _next;
    private readonly JoinSecret _join;
    private readonly IReadiness _readiness;

    /// <summary>Made once, before the server listens; an endpoint without a policy fails the start here.</summary>
    public CallerGate(RequestDelegate next, JoinSecret join, IReadiness readiness, EndpointDataSource endpoints)
    {
        _next = next;
        _join = join;
        _readiness = readiness;
        RequirePolicies(endpoints.Endpoints);
    }

    public Task InvokeAsync(HttpContext context)
    {
        var policy = context.GetEndpoint()?.Metadata.GetMetadata<CallerPolicy>();
        if (policy == CallerPolicy.Public)
        {
            return _next(context);
        }

        // Routes that do not exist (no policy) are told apart from those that do only behind the secret.
        var headers = context.Request.Headers;
        if (!_join.Matches(headers[CallerHeaders.Join]))
        {
            ErrorAnswer.Write(context, ErrorCodes.KeyInvalid, "This port answers Berlin's gateways only; call the gateway with an API key.");
            return Task.CompletedTask;
        }

        return policy is null ? _next(context) : CheckAsync(context, policy);
    }

    private static void RequirePolicies(IReadOnlyList<Endpoint> endpoints)
    {
        var unguarded = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<CallerPolicy>() is null).ToList();
        if (unguarded.Count > 0)
        {
            throw new InvalidOperationException(
                $"Every endpoint names who may call it; these do not: {string.Join(", ", unguarded.Select(endpoint => endpoint.DisplayName))}.");
        }
    }

    private Task CheckAsync(HttpContext context, CallerPolicy policy)
    {
        var headers = context.Request.Headers;
        var tenant = headers[CallerHeaders.Tenant].ToString();
        var caller = new Caller(tenant.Length == 0 ? null : tenant, CallerScopeNames.Parse(headers[CallerHeaders.Scopes].ToString()));
        if ((caller.Scopes & policy.Scope) != policy.Scope)
        {
            ErrorAnswer.Write(context, ErrorCodes.KeyScopeMissing, $"The API key lacks the scope {CallerScopeNames.NameOf(policy.Scope)}.");
        }
        else if (policy.NeedsTenant && !Names.IsValid(tenant))
        {
            ErrorAnswer.Write(context, ErrorCodes.KeyScopeMissing, "The API key belongs to no tenant; models are reached with a tenant's key.");
        }
        else if (_readiness.Current is { Phase: ReadinessPhase.Starting or ReadinessPhase.Stopping } state)
        {
            var code = state.Phase == ReadinessPhase.Stopping ? ErrorCodes.SiloStopping : ErrorCodes.ServerUnavailable;
            ErrorAnswer.Write(context, code, state.Reason);
        }
        else
        {
            context.Features.Set(caller);
            return _next(context);
        }

        return Task.CompletedTask;
    }
}
