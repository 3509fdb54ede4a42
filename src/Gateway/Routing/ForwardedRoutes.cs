namespace Berlin.Gateway.Routing;

/// <summary>Maps the routes that silos answer.</summary>
internal static class ForwardedRoutes
{
    /// <summary>Maps each <see cref="ForwardedRoute"/> to an endpoint that has it as metadata.</summary>
    public static void MapForwarded(this IEndpointRouteBuilder endpoints, RequestDelegate forward)
    {
        foreach (var route in ForwardedRoute.All)
        {
            var endpoint = route.Methods is { } methods
                ? endpoints.MapMethods(route.Pattern, methods, forward)
                : endpoints.Map(route.Pattern, forward);
            endpoint.WithMetadata(route);
        }
    }
}
