using Berlin.Storage.Faults;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="ITenantStore"/> keeps.</summary>
public abstract class TenantStoreConformance : StorageConformance
{
    private ITenantStore Tenants => Storage.Tenants;

    [Fact]
    public async Task Create_NewTenant_ItsKeyIsReadBackAsGiven()
    {
        var key = Key("k1", "acme") with
        {
            Label = "the night's batch \0 ' ü",
            Scopes = ["predict", "observe", "manage"],
            ExpiresAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.FromHours(-5)).AddTicks(11),
            RevokedAt = DateTimeOffset.UnixEpoch.AddTicks(-1),
        };

        Assert.True(await Tenants.CreateAsync("acme", key, Cancel));
        await Storage.ReopenAsync();

        AssertSame(key, await Tenants.FindKeyAsync("k1", Cancel));
    }

    [Fact]
    public async Task Create_NoScopesNoExpiry_AreReadBackAsGiven()
    {
        var key = Key("k1", "acme") with { Scopes = [] };
        await Tenants.CreateAsync("acme", key, Cancel);

        AssertSame(key, await Tenants.FindKeyAsync("k1", Cancel));
    }

    [Fact]
    public async Task Create_ExistingTenant_ChangesNothing()
    {
        await Tenants.CreateAsync("acme", Key("k1", "acme"), Cancel);

        Assert.False(await Tenants.CreateAsync("acme", Key("k2", "acme"), Cancel));
        Assert.Null(await Tenants.FindKeyAsync("k2", Cancel));
    }

    [Fact]
    public async Task Create_KeyIdOfAnother_IsRefusedWhole()
    {
        await Tenants.CreateAsync("acme", Key("k1", "acme"), Cancel);

        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.CreateAsync("other", Key("k1", "other"), Cancel));

        Assert.Equal("acme", (await Tenants.FindKeyAsync("k1", Cancel))!.Tenant);
        Assert.True(await Tenants.CreateAsync("other", Key("k2", "other"), Cancel));
    }

    [Fact]
    public async Task Create_MalformedKey_IsABug()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.CreateAsync("acme", Key("k1", "other"), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.CreateAsync("acme", Key("k1", null), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.CreateAsync("acme", Key("k1", "acme") with { SecretSha256 = [1] }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.CreateAsync("acme", Key("k1", "acme") with { Scopes = ["two words"] }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Tenants.AddFirstOperatorKeyAsync(Key("k1", "acme"), Cancel));
        Assert.Null(await Tenants.FindKeyAsync("k1", Cancel));
    }

    [Fact]
    public async Task Create_FaultBeforeCommit_LeavesNeitherTenantNorKey()
    {
        Storage.Faults.On(FaultPoint.Tenant_BeforeCommit, () => throw new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => Tenants.CreateAsync("acme", Key("k1", "acme"), Cancel));
        Storage.Faults.Clear();

        Assert.Null(await Tenants.FindKeyAsync("k1", Cancel));
        Assert.True(await Tenants.CreateAsync("acme", Key("k1", "acme"), Cancel));
    }

    [Fact]
    public async Task AddFirstOperatorKey_ManyAtOnce_OneIsStored()
    {
        await Tenants.CreateAsync("acme", Key("k0", "acme"), Cancel);

        var added = await Task.WhenAll(Enumerable.Range(1, 10).Select(number => Tenants.AddFirstOperatorKeyAsync(Key($"op{number}", null), Cancel)));
        await Storage.ReopenAsync();
        var stored = await Task.WhenAll(Enumerable.Range(1, 10).Select(number => Tenants.FindKeyAsync($"op{number}", Cancel)));

        Assert.Single(added, true);
        Assert.Equal(added, stored.Select(key => key is not null));
        Assert.Null(stored.Single(key => key is not null)!.Tenant);
        Assert.False(await Tenants.AddFirstOperatorKeyAsync(Key("late", null), Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("K1")]
    [InlineData("k1 ")]
    [InlineData("k1\0")]
    [InlineData("' OR 1=1 --")]
    public async Task FindKey_IdThatLooksAlike_IsNull(string id)
    {
        await Tenants.CreateAsync("acme", Key("k1", "acme"), Cancel);

        Assert.Null(await Tenants.FindKeyAsync(id, Cancel));
    }

    private void AssertSame(StoredApiKey expected, StoredApiKey? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.SecretSha256, actual.SecretSha256);
        Assert.Equal(expected.Scopes, actual.Scopes);
        var now = new DateTimeOffset(Storage.Time.Now.Ticks / 10 * 10, TimeSpan.Zero); // In whole microseconds.
        Assert.Equal(expected with { SecretSha256 = actual.SecretSha256, Scopes = actual.Scopes, CreatedAt = now }, actual);
    }
}
