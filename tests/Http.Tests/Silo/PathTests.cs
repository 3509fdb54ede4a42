using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Silo;

/// <summary>What a path names, byte by byte: HTTP clients mend paths before they send them, so these are sent by hand.</summary>
public sealed class PathTests
{
    public static TheoryData<string, string> Ids => new()
    {
        { "a1", "a1" },
        { "2014%2F04%2F02", "2014/04/02" },
        { "2014%2f04", "2014/04" },
        { "2014%252F04", "2014%2F04" },
        { "100%25", "100%" },
        { "a%20b", "a b" },
        { "a+b", "a+b" },
        { "a%3Fb%23c", "a?b#c" },
        { "a;b,c=d&e", "a;b,c=d&e" },
        { "%5C%22%5C", "\\\"\\" },
        { "%2E%2E%2E", "..." },
        { "..%2F..", "../.." },
        { "a%2F..%2Fb", "a/../b" },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task ObservationId_InAPath_IsWhatItsSenderMeant(string written, string id)
    {
        await using var silo = await SiloUnderTest.StartAsync();

        var (status, _, body) = await SendAsync(silo.Client.BaseAddress!, $"DELETE /v1/models/m/observations/{written}?x=%2F");

        Assert.True(status == 200, body);
        Assert.Equal(("acme/m", id), (Assert.Single(silo.Trainer.Removed).Key, silo.Trainer.Removed.Single().Removal.Observation));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task ObservationId_InAPathThroughAGateway_IsWhatItsSenderMeant(string written, string id)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "manage");

        var (status, _, body) = await SendAsync(gateway.Address, $"DELETE /v1/models/m/observations/{written}?x=%2F", key);

        Assert.True(status == 200, body);
        Assert.Equal(id, Assert.Single(gateway.Silo.Trainer.Removed).Removal.Observation);
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

        var (status, _, body) = await SendAsync(silo.Client.BaseAddress!, $"DELETE {target}");

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

        var (status, _, body) = await SendAsync(silo.Client.BaseAddress!, $"DELETE /v1/models/m/observations/{written}");

        Assert.Equal(400, status);
        Assert.Contains("'%' itself is sent as %25", body, StringComparison.Ordinal);
        Assert.True(silo.Trainer.IsUntouched);
    }

    private static async Task<(int Status, string Head, string Body)> SendAsync(Uri address, string line, string? key = null)
    {
        var caller = key is null
            ? $"Berlin-Join: {SiloUnderTest.JoinSecret}\r\nBerlin-Tenant: acme\r\nBerlin-Scopes: manage"
            : $"Authorization: Bearer {key}";
        await using var http = await RawHttp.ConnectAsync(address);
        await http.SendAsync($"{line} HTTP/1.1\r\nHost: berlin.example\r\n{caller}\r\n\r\n");
        return await http.ReadAsync();
    }
}
