using System.Text;
using System.Text.Json;
using Berlin.Grains;
using Berlin.Http.Tests.Fakes;
using Berlin.Silo.Http.Callers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Http.Tests.OpenApi;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_OfDefaultBounds_IsTheCheckedInFile()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var served = await GetAsync(silo);
        var file = ApiDescription.FindFile();
        if (Environment.GetEnvironmentVariable("BERLIN_UPDATE_CONTRACTS") == "1")
        {
            await File.WriteAllBytesAsync(file, served, TestContext.Current.CancellationToken);
        }

        var expected = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        var actual = Encoding.UTF8.GetString(served);
        var difference = expected.Split('\n').Except(actual.Split('\n')).Select(line => "- " + line)
            .Concat(actual.Split('\n').Except(expected.Split('\n')).Select(line => "+ " + line));
        Assert.True(
            expected == actual,
            "docs/reference/openapi.json is not what the code says; look at the change, then run with BERLIN_UPDATE_CONTRACTS=1:\n" + string.Join('\n', difference));
    }

    [Fact]
    public async Task Document_OfOtherBounds_TellsThem()
    {
        await using var silo = await SiloUnderTest.StartAsync(limits => limits.MaxInstances = 17);
        var check = new ApiDescription(await GetAsync(silo)).Schemas;
        var instances = check.Resolve("#/components/schemas/PredictMany").GetProperty("properties").GetProperty("instances");
        Assert.Equal(17, instances.GetProperty("maxItems").GetInt32());
    }

    [Fact]
    public async Task Operations_OfTheDocument_AreTheEndpointsWithTheirScopes()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var described = new ApiDescription(await GetAsync(silo)).Operations.Select(operation => $"{operation} {operation.Scope ?? "public"}");
        var endpoints = silo.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>().SelectMany(endpoint =>
        {
            var policy = endpoint.Metadata.GetRequiredMetadata<CallerPolicy>();
            var scope = policy == CallerPolicy.Public ? "public" : CallerScopeNames.NameOf(policy.Scope);
            return endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText} {scope}");
        });
        Assert.Equal(endpoints.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Errors_OfTheDocument_AreKnownCodesUnderTheStatusOfTheTable()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var api = new ApiDescription(await GetAsync(silo));
        var known = typeof(ErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);
        Assert.Equal(known, api.ErrorCodes);
        foreach (var operation in api.Operations)
        {
            Assert.All(operation.Errors, error =>
            {
                Assert.True(ErrorTable.TryFind(error.Code, out var row), $"{operation}: {error.Code} has no status.");
                Assert.Equal(row.Status, error.Status);
            });
        }
    }

    [Fact]
    public async Task Examples_OfTheDocument_FitTheirSchemas()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var api = new ApiDescription(await GetAsync(silo));
        var faults = api.Operations.SelectMany(operation => operation.Examples.SelectMany(example =>
            api.Schemas.Faults(example.Schema, example.Value).Select(fault => $"{operation} {example.Name}: {fault}")));
        Assert.Equal([], faults);
        Assert.All(api.Operations.Where(operation => operation.Method is "POST" or "PUT"), operation => Assert.NotEmpty(operation.Examples));
    }

    [Theory]
    [InlineData("""{"name":"Acme"}""", "$.name breaks pattern ^[a-z0-9][a-z0-9._-]{0,62}$")]
    [InlineData("""{"name":"acme"}""", "$ lacks key")]
    [InlineData("""{"name":"acme","key":1}""", "$.key is Number, not string")]
    [InlineData("""{"name":"acme","more":1}""", "$ has the member more, which is not documented")]
    public async Task SchemaCheck_OfAWrongValue_NamesTheFault(string value, string fault)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var check = new ApiDescription(await GetAsync(silo)).Schemas;
        using var document = JsonDocument.Parse(value);
        Assert.Contains(fault, check.Faults(check.Resolve("#/components/schemas/CreatedTenant"), document.RootElement));
    }

    private static async Task<byte[]> GetAsync(SiloUnderTest silo)
    {
        using var response = await silo.Client.GetAsync("/openapi.json", TestContext.Current.CancellationToken);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
