using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Berlin.Gateway.Pages;

/// <summary>A file of a page, embedded in this assembly and kept in memory. Thread-safe.</summary>
internal sealed class PageFile
{
    /// <summary>
    /// Only files of this server run, nothing inline; nobody frames the page, and a form goes nowhere by itself, so
    /// that a key which is typed before the script has loaded does not end in an address.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Kept, but asked about each time: an upgrade of the server shows at once, and costs an empty answer otherwise.</summary>
    private const string Revalidate = "no-cache";

    private readonly ReadOnlyMemory<byte> _content;
    private readonly string _contentType;
    private readonly EntityTagHeaderValue _tag;

    private PageFile(byte[] content, string contentType)
    {
        _content = content;
        _contentType = contentType;
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"");
    }

    /// <summary>Reads the file of this name in the folder Pages from the assembly.</summary>
    public static PageFile Load(string name, string contentType)
    {
        using var resource = typeof(PageFile).Assembly.GetManifestResourceStream($"Pages/{name}")
            ?? throw new UnreachableException($"Pages/{name} is not embedded.");
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return new PageFile(content, contentType);
    }

    /// <summary>Answers a GET or HEAD with the file, or with 304 where the client has it.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.ETag = _tag.ToString();
        response.Headers.CacheControl = Revalidate;
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (IsKnownTo(context.Request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = _contentType;
        response.ContentLength = _content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(_content, context.RequestAborted);
        }
    }

    private bool IsKnownTo(HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(_tag, useStrongComparison: false));
}
