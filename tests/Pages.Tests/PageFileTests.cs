using System.Net;
using System.Net.Http.Headers;
using Berlin.EndToEnd.Tests;

namespace Berlin.Pages.Tests;

/// <summary>How the gateway serves the files of the page; needs no browser.</summary>
public sealed class PageFileTests(PageFileTests.Server server) : IClassFixture<PageFileTests.Server>
{
    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/page/page.css", "text/css; charset=utf-8")]
    [InlineData("/page/page.js", "text/javascript; charset=utf-8")]
    [InlineData("/page/entity.js", "text/javascript; charset=utf-8")]
    [InlineData("/page/icon.svg", "image/svg+xml")]
    public async Task File_WithoutKey_ComesWithItsTypeAndAStrictPolicy(string path, string contentType)
    {
        using var response = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatTheClientHas_Is304()
    {
        using var first = await server.SendAsync(HttpMethod.Get, "/");
        using var second = await server.SendAsync(HttpMethod.Get, "/", first.Headers.ETag);
        using var other = await server.SendAsync(HttpMethod.Get, "/", new EntityTagHeaderValue("\"other\""));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Head_OfAFile_HasItsLengthAndNoBody()
    {
        using var get = await server.SendAsync(HttpMethod.Get, "/page/page.js");
        using var head = await server.SendAsync(HttpMethod.Head, "/page/page.js");

        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("POST", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/page/page.js", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/page/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/page/PageFile.cs", HttpStatusCode.NotFound)]
    public async Task Request_ForSomethingElse_IsRefused(string method, string path, HttpStatusCode status)
    {
        using var response = await server.SendAsync(new HttpMethod(method), path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    /// <summary>A server for the tests of this class.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private BerlinProcess? _berlin;

        public async ValueTask InitializeAsync() => _berlin = await BerlinProcess.StartAsync(_folder.Path);

        public ValueTask DisposeAsync()
        {
            _berlin?.Dispose();
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, EntityTagHeaderValue? known = null)
        {
            using var request = new HttpRequestMessage(method, path);
            if (known is not null)
            {
                request.Headers.IfNoneMatch.Add(known);
            }

            return await _berlin!.Http.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }
}
