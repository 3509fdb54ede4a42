using System.Text;
using System.Text.Json;
using Berlin.Http.Tests.BadInput;

namespace Berlin.EndToEnd.Tests.BadInput;

/// <summary>
/// The written table of bad input (tests/Http.Tests/BadInput) against the real thing: through the gateway the same
/// status, code and text as from the silo alone, and the store stands where it stood.
/// </summary>
public sealed class WrittenCasesTests(BadInputServer server) : IClassFixture<BadInputServer>
{
    private const string Model = "/v1/models/m";
    private const string GoodRow = """{"id":"good","features":{"text":"taxi"},"target":"2770"}""";

    private static readonly BadInputCase[] Requests = [.. JsonCases.All, .. ShapeCases.All, .. DefinitionCases.All, .. HeaderCases.All, .. StoredCases.All, .. TenancyCases.All];

    [Fact]
    public async Task BadRequests_OneAfterTheOther_AreRefusedAsWrittenAndStoreNothing()
    {
        await server.DefineOwnModelAsync("m");
        var before = await ShowAsync();

        foreach (var written in Requests)
        {
            var (status, text) = await server.SendAsync(written);

            var answer = JsonDocument.Parse(text).RootElement;
            Assert.Equal(
                (written.Name, written.Status, written.Code, written.Error),
                (written.Name, (int)status, answer.GetProperty("code").GetString(), answer.GetProperty("error").GetString()));
            Assert.False(server.HasExited, written.Name);
        }

        Assert.Equal(before, await ShowAsync());
    }

    [Fact]
    public async Task BadRows_EachBesideAGoodOne_AreRejectedAsWrittenAndOnlyTheGoodOneIsStored()
    {
        await server.DefineOwnModelAsync("m");
        var accepted = 0;

        foreach (var written in RowCases.All)
        {
            var (status, text) = await server.PostAsync($"{Model}/observations", Encoding.UTF8.GetBytes($$"""{"observations":[{{written.Row}},{{GoodRow}}]}"""));

            Assert.True((int)status == 200, $"{written.Name}: {text}");
            var answer = JsonDocument.Parse(text).RootElement;
            var rejected = Assert.Single(answer.GetProperty("rejected").EnumerateArray());
            Assert.Equal(
                (written.Name, 0, written.Code, written.Error),
                (written.Name, rejected.GetProperty("index").GetInt32(), rejected.GetProperty("code").GetString(), rejected.GetProperty("error").GetString()));
            accepted += answer.GetProperty("accepted").GetInt32();
            Assert.Equal(1, answer.GetProperty("accepted").GetInt32() + answer.GetProperty("duplicates").GetInt32());
            Assert.Equal(1, answer.GetProperty("sequence").GetInt64());
        }

        Assert.Equal(1, accepted);
    }

    /// <summary>The model with the digest of what it has learned.</summary>
    private async Task<string> ShowAsync() => (await server.GetAsync($"{Model}?digest=true")).Text;
}
