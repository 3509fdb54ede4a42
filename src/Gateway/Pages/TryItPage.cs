namespace Berlin.Gateway.Pages;

/// <summary>The page at <c>/</c> on which a person tries a model: plain files in this assembly, served without a key.</summary>
/// <remarks>The page holds no secret; what it asks of <c>/v1</c> carries the key that its user enters.</remarks>
internal static class TryItPage
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private static readonly (string Route, string Name, string ContentType)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/page/api.js", "api.js", "text/javascript; charset=utf-8"),
        ("/page/entity.js", "entity.js", "text/javascript; charset=utf-8"),
        ("/page/fields.js", "fields.js", "text/javascript; charset=utf-8"),
        ("/page/ranking.js", "ranking.js", "text/javascript; charset=utf-8"),
        ("/page/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    /// <summary>Maps the page and the files that it loads, for GET and HEAD.</summary>
    public static void MapTryItPage(this IEndpointRouteBuilder endpoints)
    {
        foreach (var (route, name, contentType) in Files)
        {
            var file = PageFile.Load(name, contentType);
            endpoints.MapMethods(route, Methods, (RequestDelegate)file.ServeAsync);
        }
    }
}
