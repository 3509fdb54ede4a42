using System.Security.Cryptography;
using System.Text;
using Berlin.Grains.Tenancy;

namespace Berlin.Grains.Tests;

public sealed class TenancyTests
{
    [Fact]
    public async Task Create_NewTenant_TellsAKeyWhoseDigestIsStored()
    {
        await using var host = await GrainTestHost.StartAsync();

        var created = await host.Tenants.CreateAsync("newcomer", default);

        var parts = created.Key.Split('_');
        Assert.Equal(("newcomer", "bk", 12, 52), (created.Name, parts[0], parts[1].Length, parts[2].Length));
        var record = await host.Grains.GetGrain<IApiKeyGrain>(parts[1]).GetAsync(default);
        Assert.Equal("newcomer", record!.Tenant);
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(parts[2])), record.SecretSha256);
        Assert.Equal(["predict", "observe", "manage"], record.Scopes);
    }

    [Fact]
    public async Task Create_ExistingName_IsRefused()
    {
        await using var host = await GrainTestHost.StartAsync();
        await host.Tenants.CreateAsync("twice", default);

        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Tenants.CreateAsync("twice", default));

        Assert.Equal(ErrorCodes.TenantExists, error.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("-acme")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ﾀ")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Create_NameAgainstTheRule_IsRefused(string name)
    {
        await using var host = await GrainTestHost.StartAsync();

        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Tenants.CreateAsync(name, default));

        Assert.Equal(ErrorCodes.NameInvalid, error.Code);
    }

    [Fact]
    public async Task Key_UnknownId_IsNull()
    {
        await using var host = await GrainTestHost.StartAsync();

        Assert.Null(await host.Grains.GetGrain<IApiKeyGrain>("nobodyknows2").GetAsync(default));
    }
}
