using Berlin.Grains;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Gateway;

/// <summary>What the gateway remembers about keys, and for how long.</summary>
public sealed class KeyCacheTests
{
    private static readonly TimeSpan AlmostTheCacheTime = TimeSpan.FromSeconds(3.9);
    private static readonly TimeSpan TheRest = TimeSpan.FromSeconds(0.2);

    [Fact]
    public async Task Key_AskedAgain_IsRememberedForItsTime()
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(time: time);
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        var id = new string('a', 12);

        Assert.Equal(200, await GetAsync(gateway, key));
        time.Advance(AlmostTheCacheTime);
        Assert.Equal(200, await GetAsync(gateway, key));
        Assert.Equal(1, gateway.Keys.Asked[id]);

        time.Advance(TheRest);
        Assert.Equal(200, await GetAsync(gateway, key));
        Assert.Equal(2, gateway.Keys.Asked[id]);
    }

    [Fact]
    public async Task Key_Revoked_IsRefusedWithinFiveSeconds()
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(time: time);
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        Assert.Equal(200, await GetAsync(gateway, key));

        gateway.Keys.Revoke('a');
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, await GetAsync(gateway, key));
    }

    [Fact]
    public async Task UnknownKey_AskedAgain_IsRememberedToo()
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(time: time);
        var key = FakeApiKeys.Key('a', 's');
        Assert.Equal(401, await GetAsync(gateway, key));
        Assert.Equal(401, await GetAsync(gateway, key));
        Assert.Equal(1, gateway.Keys.Asked[new string('a', 12)]);

        gateway.Keys.Add('a', 's', "acme", "manage");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await GetAsync(gateway, key));
    }

    [Fact]
    public async Task Flood_OfUnknownKeys_LeavesTheKnownOneRemembered()
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.KeyCacheEntries = 2, time);
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        Assert.Equal(200, await GetAsync(gateway, key));
        foreach (var id in "bcdefgh")
        {
            Assert.Equal(401, await GetAsync(gateway, FakeApiKeys.Key(id, 's')));
        }

        Assert.Equal(200, await GetAsync(gateway, key));
        Assert.Equal(1, gateway.Keys.Asked[new string('a', 12)]);
        Assert.Equal(401, await GetAsync(gateway, FakeApiKeys.Key('h', 's')));
        Assert.Equal(2, gateway.Keys.Asked[new string('h', 12)]);

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, await GetAsync(gateway, FakeApiKeys.Key('h', 's')));
        Assert.Equal(401, await GetAsync(gateway, FakeApiKeys.Key('h', 's')));
        Assert.Equal(3, gateway.Keys.Asked[new string('h', 12)]);
    }

    [Fact]
    public async Task Flood_OfUnknownKeys_StopsAtItsBoundAndLeavesValidKeysAlone()
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.UnknownKeyLookUps = 3, time);
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        Assert.Equal(200, await GetAsync(gateway, key));
        Assert.Equal("401 401 503 503", await StatusesAsync("bcde"));

        (await gateway.SendAsync("GET", "/v1/models", $"Bearer {FakeApiKeys.Key('f', 's')}")).RequireError(
            503, "server.unavailable", "The server looks up at most 3 unknown API keys a second; repeat the call.");
        Assert.Equal(3, gateway.Keys.Asked.Count);

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("401 401 401 503", await StatusesAsync("bcde"));
        Assert.Equal(200, await GetAsync(gateway, key));

        gateway.Keys.Revoke('a');
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("401 401 401 401 503", await StatusesAsync("abcde"));

        async Task<string> StatusesAsync(string ids)
        {
            var statuses = new List<int>();
            foreach (var id in ids)
            {
                statuses.Add(await GetAsync(gateway, FakeApiKeys.Key(id, 's')));
            }

            return string.Join(' ', statuses);
        }
    }

    [Fact]
    public async Task Secret_ThatIsWrong_IsRefusedAfterTheRightOne()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        for (var call = 0; call < 2; call++)
        {
            Assert.Equal(401, await GetAsync(gateway, FakeApiKeys.Key('a', 't')));
            Assert.Equal(200, await GetAsync(gateway, key));
        }

        Assert.Equal(401, await GetAsync(gateway, FakeApiKeys.Key('a', 't')));
    }

    [Fact]
    public async Task Requests_AtTheSameTime_ShareOneLookUp()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        var answer = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        gateway.Keys.BeforeAnswer = _ =>
        {
            asked.TrySetResult();
            return answer.Task;
        };

        var first = GetAsync(gateway, key);
        await asked.Task;
        var others = Enumerable.Range(0, 5).Select(_ => GetAsync(gateway, key)).ToArray();
        answer.SetResult();

        Assert.Equal(200, await first);
        Assert.All(await Task.WhenAll(others), status => Assert.Equal(200, status));
        Assert.Equal(1, gateway.Keys.Asked[new string('a', 12)]);
    }

    [Fact]
    public async Task LookUp_ThatFails_IsNotRememberedAndMayBeRepeated()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        gateway.Keys.BeforeAnswer = _ => throw new BerlinException(ErrorCodes.StoreUnavailable, "The store does not answer; repeat the call.", isTransient: true);
        var refused = await gateway.SendAsync("GET", "/v1/models", $"Bearer {key}");
        refused.RequireError(503, "store.unavailable", "The store does not answer; repeat the call.");
        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));

        gateway.Keys.BeforeAnswer = _ => throw new TimeoutException();
        (await gateway.SendAsync("GET", "/v1/models", $"Bearer {key}")).RequireError(503, "silo.unavailable");

        gateway.Keys.BeforeAnswer = _ => throw new InvalidDataException("a path");
        (await gateway.SendAsync("GET", "/v1/models", $"Bearer {key}")).RequireError(500, "server.fault", "Berlin failed to answer; the server's log holds the details.");

        gateway.Keys.BeforeAnswer = _ => Task.CompletedTask;
        Assert.Equal(200, await GetAsync(gateway, key));
    }

    [Fact]
    public async Task ValidKey_WhileNobodyCanBeAsked_IsBelievedForTheTimeOfAnOutage()
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.KeyOutageTime = TimeSpan.FromMinutes(10), time);
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        Assert.Equal(200, await GetAsync(gateway, key));
        gateway.Keys.BeforeAnswer = _ => throw new BerlinException(ErrorCodes.StoreUnavailable, "The store does not answer; repeat the call.", isTransient: true);

        for (var minute = 0; minute < 9; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(200, await GetAsync(gateway, key));
            Assert.Equal(401, await GetAsync(gateway, FakeApiKeys.Key('a', 't')));
        }

        // Asked once a minute, not once for each request.
        Assert.Equal(10, gateway.Keys.Asked[new string('a', 12)]);
        Assert.Equal(503, await GetAsync(gateway, FakeApiKeys.Key('b', 's')));

        time.Advance(TimeSpan.FromMinutes(2));
        (await gateway.SendAsync("GET", "/v1/models", $"Bearer {key}")).RequireError(503, "store.unavailable");

        gateway.Keys.BeforeAnswer = _ => Task.CompletedTask;
        Assert.Equal(200, await GetAsync(gateway, key));
    }

    [Theory]
    [InlineData(typeof(SiloUnavailableException))]
    [InlineData(typeof(TimeoutException))]
    public async Task ValidKey_WhoseSiloIsAway_IsBelieved(Type fault)
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(time: time);
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        Assert.Equal(200, await GetAsync(gateway, key));
        gateway.Keys.BeforeAnswer = _ => throw (Exception)Activator.CreateInstance(fault, "away")!;

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await GetAsync(gateway, key));
    }

    [Fact]
    public async Task ValidKey_WhoseAnswerIsLate_IsBelievedUntilItComes()
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(time: time);
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        Assert.Equal(200, await GetAsync(gateway, key));
        var answer = new TaskCompletionSource();
        gateway.Keys.BeforeAnswer = _ => answer.Task;
        gateway.Keys.Revoke('a');

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await GetAsync(gateway, key));
        answer.SetResult();
        while (await GetAsync(gateway, key) != 401)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task RevokedKey_WhileNobodyCanBeAsked_StaysRefused()
    {
        var time = new SettableTime();
        await using var gateway = await GatewayUnderTest.StartAsync(time: time);
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        Assert.Equal(200, await GetAsync(gateway, key));
        gateway.Keys.Revoke('a');
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, await GetAsync(gateway, key));

        gateway.Keys.BeforeAnswer = _ => throw new TimeoutException();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(503, await GetAsync(gateway, key));
    }

    private static async Task<int> GetAsync(GatewayUnderTest gateway, string key) =>
        (int)(await gateway.SendAsync("GET", "/v1/models", $"Bearer {key}")).Status;
}
