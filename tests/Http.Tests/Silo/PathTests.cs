using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Silo;

/// <summary>What a path names, byte by byte: HTTP clients mend paths before they send them, so these are sent by hand.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("a1", "a1")]
    [InlineData("2014%2F04%2F02", "2014/04/02")]
    [InlineData("2014%2f04", "2014/04")]
    [InlineData("2014%252F04", "2014%2F04")]
    [InlineData("100%25", "100%")]
    [InlineData("a%20b", "a b")]
    [InlineData("a+b", "a+b")]
    [InlineData("a%3Fb%23c", "a?b#c")]
    [InlineData("a;b,c=d&e", "a;b,c=d&e")]
    [InlineData("%5C%22%5C", "\\\"\\")]
    [InlineData("%2E%2E%2E", "...")]
    [InlineData("..%2F..", "../..")]
    [InlineData("a%2F..%2Fb", "a/../b")]
    public async Task ObservationId_InAPath_IsWhatItsSenderMeant(string written, string id)
    {
        await using var silo = await SiloUnderTest.StartAsync();

        var (status, _, body) = await SendAsync(silo, $"DELETE /v1/models/m/observations/{written}");

        Assert.True(status == 200, body);
        Assert.Equal(("acme/m", id), (Assert.Single(silo.Trainer.Removed).Key, silo.Trainer.Removed.Single().Removal.Observation));
    }

    [Theory]
    [InlineData("/v1/models/m/observations/..")]
    [InlineData("/v1/models/m/observations/.")]
    [InlineData("/v1/models/m/observations/%2E%2E")]
    [InlineData("/v1/models/m/observations/%2e.")]
    [InlineData("/v1/models/m/observations/..?x=1")]
    [InlineData("/v1/models/m/observations/x/../..")]
    [InlineData("http://berlin.example/v1/models/m/observations/..")]
    public async Task Path_WithAStep_IsRefusedAndDeletesNothing(string target)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        await silo.SendAsync("PUT", "/v1/models/m", """{"kind":"online","learner":{"type":"t"},"features":[],"target":"t"}""");

        var (status, _, body) = await SendAsync(silo, $"DELETE {target}");

        Assert.Equal((400, """{"error":"The path has a segment '.' or '..', which stands for a step and for no name.","code":"request.invalid"}"""), (status, body));
        Assert.Single(silo.Models.Models);
        Assert.True(silo.Trainer.IsUntouched);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("a%2")]
    [InlineData("a%zz")]
    [InlineData("%%41")]
    public async Task ObservationId_WithAPercentSignThatEncodesNothing_IsRefused(string written)
    {
        await using var silo = await SiloUnderTest.StartAsync();

        var (status, _, body) = await SendAsync(silo, $"DELETE /v1/models/m/observations/{written}");

        Assert.Equal(400, status);
        Assert.Contains("'%' itself is sent as %25", body, StringComparison.Ordinal);
        Assert.True(silo.Trainer.IsUntouched);
    }

    private static async Task<(int Status, string Head, string Body)> SendAsync(SiloUnderTest silo, string line)
    {
        await using var http = await RawHttp.ConnectAsync(silo.Client.BaseAddress!);
        await http.SendAsync($"{line} HTTP/1.1\r\nHost: berlin.example\r\nBerlin-Join: {SiloUnderTest.JoinSecret}\r\nBerlin-Tenant: acme\r\nBerlin-Scopes: manage\r\n\r\n");
        return await http.ReadAsync();
    }
}
