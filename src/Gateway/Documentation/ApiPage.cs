using Berlin.Gateway.Routing;

namespace Berlin.Gateway.Documentation;

/// <summary><c>GET /docs</c>: the description of the API as a page on which calls can be tried. All that it loads comes from this server.</summary>
internal static class ApiPage
{
    private const string Folder = "docs";

    /// <summary>
    /// Keys are typed into the page, so the browser is told to let nothing else in: scripts and calls of this server
    /// only, no frame around it. Swagger UI sets styles inline and draws its icons from <c>data:</c>.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Serves the page. It asks for no key; whoever tries a call there types one, which the page does not keep.</summary>
    public static void UseApiPage(this IApplicationBuilder app)
    {
        app.UseWhen(static context => context.Request.Path.StartsWithSegments($"/{Folder}", StringComparison.OrdinalIgnoreCase), static docs =>
        {
            docs.Use(ProtectAsync);
            docs.UseSwaggerUI(page =>
            {
                page.RoutePrefix = Folder;
                page.DocumentTitle = "Berlin API";
                page.SwaggerEndpoint(ForwardedRoute.DescriptionPath, "Berlin v1");
                page.DisplayOperationId();
            });
        });
    }

    private static Task ProtectAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }
}
