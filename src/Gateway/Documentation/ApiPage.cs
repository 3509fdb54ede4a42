using Berlin.Gateway.Routing;

namespace Berlin.Gateway.Documentation;

/// <summary><c>GET /docs</c>: the description of the API as a page on which calls can be tried. All that it loads comes from this server.</summary>
internal static class ApiPage
{
    private const string Folder = "docs";

    /// <summary>Serves the page. It asks for no key; whoever tries a call there types one, which the page does not keep.</summary>
    public static void UseApiPage(this IApplicationBuilder app)
    {
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = Folder;
            page.DocumentTitle = "Berlin API";
            page.SwaggerEndpoint(SiloCluster.DescriptionPath, "Berlin v1");
            page.DisplayOperationId();
            page.ConfigObject.AdditionalItems["validatorUrl"] = null!;
        });
    }
}
