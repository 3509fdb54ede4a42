using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>More keys of a tenant, and their ends.</summary>
public abstract class ApiKeyConformance : StorageConformance
{
    private ITenantStore Tenants => Storage.Tenants;

    [Theory]
    [InlineData("acme")]
    [InlineData(null)]
    public async Task AddKey_SeveralKeys_AreListedInTheOrderOfTheirCreation(string? tenant)
    {
        await CreateAsync();
        foreach (var id in new[] { "z", "a", "m" })
        {
            Storage.Time.Now += TimeSpan.FromSeconds(1);
            Assert.Equal(KeyAddVerdict.Added, await Tenants.AddKeyAsync(Key(id, tenant) with { Label = $"label {id}" }, 10, Cancel));
        }

        var keys = await Tenants.ListKeysAsync(tenant, Cancel);

        Assert.Equal(["first", "z", "a", "m"], keys.Select(key => key.Id == $"first-{tenant}" ? "first" : key.Id));
        Assert.Equal([null, "label z", "label a", "label m"], keys.Select(key => key.Label));
        Assert.All(keys, key => Assert.Equal(tenant, key.Tenant));
        Assert.Equal(TimeSpan.FromSeconds(3), keys[^1].CreatedAt - keys[0].CreatedAt);
        Assert.Equal("label m", (await Tenants.FindKeyAsync("m", Cancel))!.Label);
    }

    [Fact]
    public async Task AddKey_UnknownTenant_StoresNothing()
    {
        Assert.Equal(KeyAddVerdict.TenantNotFound, await Tenants.AddKeyAsync(Key("k", "nobody"), 10, Cancel));
        Assert.Null(await Tenants.FindKeyAsync("k", Cancel));
        Assert.Empty(await Tenants.ListKeysAsync("nobody", Cancel));
    }

    [Fact]
    public async Task AddKey_MalformedOrTakenId_IsABug()
    {
        await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.AddKeyAsync(Key("first-", "acme"), 10, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.AddKeyAsync(Key("k", "acme") with { SecretSha256 = [1] }, 10, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.AddKeyAsync(Key("k", "acme") with { Scopes = [""] }, 10, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Tenants.AddKeyAsync(Key("k", "acme"), 0, Cancel));
        Assert.Single(await Tenants.ListKeysAsync("acme", Cancel));
    }

    [Theory]
    [InlineData("acme")]
    [InlineData(null)]
    public async Task AddKey_ManyAtOnce_TheBoundHoldsForValidOnes(string? tenant)
    {
        await CreateAsync();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Tenants.AddKeyAsync(Key($"k{number}", tenant), 5, Cancel)));

        Assert.Equal(4, verdicts.Count(verdict => verdict == KeyAddVerdict.Added));
        Assert.Equal(16, verdicts.Count(verdict => verdict == KeyAddVerdict.TooManyKeys));
        var keys = await Tenants.ListKeysAsync(tenant, Cancel);
        Assert.True(await Tenants.RevokeKeyAsync(tenant, keys[1].Id, Cancel));
        Assert.True(await Tenants.ExpireKeyAsync(tenant, keys[2].Id, Storage.Time.Now, Cancel));
        Assert.Equal(KeyAddVerdict.Added, await Tenants.AddKeyAsync(Key("more1", tenant), 5, Cancel));
        Assert.Equal(KeyAddVerdict.Added, await Tenants.AddKeyAsync(Key("more2", tenant), 5, Cancel));
        Assert.Equal(KeyAddVerdict.TooManyKeys, await Tenants.AddKeyAsync(Key("more3", tenant), 5, Cancel));
    }

    [Fact]
    public async Task AddKey_RotatedOften_KeepsTheNewestOfThoseThatEnded()
    {
        await CreateAsync();
        for (var number = 0; number < 10; number++)
        {
            Storage.Time.Now += TimeSpan.FromDays(1);
            await Tenants.AddKeyAsync(Key($"k{number}", "acme"), 3, Cancel);
            await Tenants.RevokeKeyAsync("acme", $"k{number}", Cancel);
        }

        Assert.Equal(["first-acme", "k6", "k7", "k8", "k9"], (await Tenants.ListKeysAsync("acme", Cancel)).Select(key => key.Id));
        Assert.NotNull(await Tenants.FindKeyAsync("first-", Cancel));
    }

    [Fact]
    public async Task RevokeKey_Twice_KeepsTheFirstTime()
    {
        await CreateAsync();
        var first = Storage.Time.Now;

        Assert.True(await Tenants.RevokeKeyAsync("acme", "first-acme", Cancel));
        Storage.Time.Now += TimeSpan.FromHours(1);
        Assert.True(await Tenants.RevokeKeyAsync("acme", "first-acme", Cancel));
        await Storage.ReopenAsync();

        var revokedAt = (await Tenants.FindKeyAsync("first-acme", Cancel))!.RevokedAt!.Value;
        Assert.InRange(first - revokedAt, TimeSpan.Zero, TimeSpan.FromMicroseconds(1));
    }

    [Fact]
    public async Task ExpireKey_EarlierAndLater_KeepsTheEarliest()
    {
        await CreateAsync();
        var noon = DateTimeOffset.UnixEpoch.AddDays(30_000);

        Assert.True(await Tenants.ExpireKeyAsync("acme", "first-acme", noon, Cancel));
        Assert.True(await Tenants.ExpireKeyAsync("acme", "first-acme", noon.AddHours(1), Cancel));
        Assert.Equal(noon, (await Tenants.FindKeyAsync("first-acme", Cancel))!.ExpiresAt);
        Assert.True(await Tenants.ExpireKeyAsync("acme", "first-acme", noon.AddHours(-1), Cancel));
        Assert.Equal(noon.AddHours(-1), (await Tenants.FindKeyAsync("first-acme", Cancel))!.ExpiresAt);
    }

    [Theory]
    [InlineData("acme", "first-")]
    [InlineData("acme", "nothing")]
    [InlineData(null, "first-acme")]
    [InlineData("nobody", "first-acme")]
    [InlineData("ACME", "first-acme")]
    public async Task RevokeAndExpire_ForeignKey_ChangeNothing(string? tenant, string id)
    {
        await CreateAsync();

        Assert.False(await Tenants.RevokeKeyAsync(tenant, id, Cancel));
        Assert.False(await Tenants.ExpireKeyAsync(tenant, id, DateTimeOffset.UnixEpoch, Cancel));

        foreach (var key in new[] { await Tenants.FindKeyAsync("first-acme", Cancel), await Tenants.FindKeyAsync("first-", Cancel) })
        {
            Assert.Equal((null, null), (key!.RevokedAt, key.ExpiresAt));
        }
    }

    /// <summary>A tenant and the operator, each with a first key.</summary>
    private async Task CreateAsync()
    {
        await Tenants.CreateAsync("acme", Key("first-acme", "acme"), Cancel);
        await Tenants.AddFirstOperatorKeyAsync(Key("first-", null), Cancel);
    }
}
