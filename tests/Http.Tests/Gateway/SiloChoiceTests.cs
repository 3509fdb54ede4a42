using Berlin.Gateway;
using Berlin.Gateway.Routing.Placement;
using Berlin.Gateway.Routing.Rings;
using Berlin.Http.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Berlin.Http.Tests.Gateway;

/// <summary>Which silo a request goes to.</summary>
public sealed class SiloChoiceTests
{
    private const string Predict = "/v1/models/m/predict";

    [Theory]
    [InlineData("acme", "/v1/models/m/predict", "acme/m")]
    [InlineData("acme", "/v1/models/m", "acme/m")]
    [InlineData("acme", "/V1/Models/m/observations/x", "acme/m")]
    [InlineData("acme", "/v1/jobs/j-1/result", "acme/j-1")]
    [InlineData("acme", "/v1/jobs", "/v1/jobs")]
    [InlineData("acme", "/v1/models", "/v1/models")]
    [InlineData("acme", "/v1/models/", "/v1/models/")]
    [InlineData("", "/v1/cluster", "/v1/cluster")]
    public void Key_OfAPath_IsThatOfItsGrains(string tenant, string path, string key) => Assert.Equal(key, PlacementKey.Of(tenant, path));

    [Fact]
    public async Task Request_ForAModel_GoesByItsTenantAndName()
    {
        await using var silo = await StandInSilo.StartAsync();
        var ring = new TestRing(silo.Silo);
        await using var gateway = await GatewayUnderTest.StartAsync(ring);
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        await gateway.SendAsync("POST", Predict, $"Bearer {key}", "{}");
        Assert.Equal("acme/m", ring.Keys.Last());
    }

    [Fact]
    public async Task NoSilo_ThatTakesRequests_IsToldAtOnceAndNoneIsAsked()
    {
        await using var silo = await StandInSilo.StartAsync();
        silo.IsReady = false;
        await using var gateway = await GatewayUnderTest.StartAsync(new TestRing(silo.Silo));
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        await gateway.UntilNotReadyAsync();

        var answer = await gateway.SendAsync("POST", Predict, $"Bearer {key}", "{}");

        answer.RequireError(503, "silo.unavailable", "No silo takes requests at the moment; repeat the call.");
        Assert.Equal("1", Assert.Single(answer.Headers.GetValues("Retry-After")));
        Assert.Equal(0, silo.Asked);

        silo.IsReady = true;
        await gateway.UntilReadyAsync();
        Assert.Equal(200, (int)(await gateway.SendAsync("POST", Predict, $"Bearer {key}", "{}")).Status);
    }

    [Fact]
    public async Task Ring_WithoutASilo_IsTold()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(new TestRing());
        (await gateway.SendAsync("GET", "/readyz", null)).RequireError(503, "silo.unavailable", "No silo takes requests at the moment; repeat the call.");
    }

    [Fact]
    public async Task Silo_ThatAnswersNobody_GetsNoRequestsUntilItDoes()
    {
        await using var asleep = await StandInSilo.StartAsync("asleep");
        await using var awake = await StandInSilo.StartAsync("awake");
        await using var gateway = await GatewayUnderTest.StartAsync(
            new TestRing(asleep.Silo, awake.Silo),
            options => (options.FirstAttemptTimeout, options.ProbeInterval) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)));
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        Assert.Equal("asleep:{}", (await gateway.SendAsync("POST", Predict, $"Bearer {key}", "{}")).Text);
        asleep.FallAsleep();

        for (var call = 0; call < 20; call++)
        {
            Assert.Equal("awake:{}", (await gateway.SendAsync("POST", Predict, $"Bearer {key}", "{}")).Text);
        }
    }

    [Fact]
    public async Task Silo_WithAsManyRequestsAsItMayHave_IsPassedOver()
    {
        await using var full = await StandInSilo.StartAsync("full");
        await using var free = await StandInSilo.StartAsync("free");
        var ring = new TestRing(full.Silo, free.Silo);
        await using var gateway = await GatewayUnderTest.StartAsync(
            ring, options => (options.MaxConnectionsPerSilo, options.SiloConnectTimeout) = (1, TimeSpan.FromMilliseconds(100)));
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        full.OnRequest = async context =>
        {
            begun.SetResult();
            await ended.Task;
            await context.Response.WriteAsync("done");
        };
        var first = gateway.SendAsync("PUT", "/v1/models/m", $"Bearer {key}", "{}");
        await begun.Task;

        Assert.Equal("free:{}", (await gateway.SendAsync("PUT", "/v1/models/m", $"Bearer {key}", "{}")).Text);
        ring.Turn(full.Silo);
        (await gateway.SendAsync("PUT", "/v1/models/m", $"Bearer {key}", "{}")).RequireError(
            503, "server.unavailable", "The gateway has 1 requests with the silo already, the most that it may have; repeat the call.");
        ended.SetResult();
        Assert.Equal("done", (await first).Text);
    }

    [Fact]
    public async Task HotKey_OverItsSilos_KeepsEachEntityOnOne()
    {
        await using var silos = await Silos.StartAsync(4);
        await using var gateway = await GatewayUnderTest.StartAsync(
            new EntityRing([.. silos.All.Select(silo => silo.Silo)]), options => (options.HotKeyRate, options.HotKeySilos) = (1, 3));
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        await gateway.UntilReadyAsync();
        for (var call = 0; call < 40; call++)
        {
            await gateway.SendAsync("POST", Predict, $"Bearer {key}", "{}");
        }

        var answers = new Dictionary<string, HashSet<string>>();
        for (var call = 0; call < 60; call++)
        {
            var entity = $"e{call % 6}";
            var answer = await gateway.SendAsync("POST", Predict, $"Bearer {key}", "{}", ("Berlin-Entity", entity));
            (answers.TryGetValue(entity, out var seen) ? seen : answers[entity] = []).Add(answer.Text);
        }

        Assert.All(answers.Values, seen => Assert.Single(seen));
        Assert.Equal(3, answers.Values.SelectMany(seen => seen).Distinct().Count());
        Assert.Equal(0, silos.All[3].Asked);
    }

    [Fact]
    public void HotKeys_ByTheirRate_AreSpreadUpToTheirBoundAndCoolDown()
    {
        var time = new SettableTime();
        var keys = new HotKeys(new GatewayOptions { HotKeyRate = 100, HotKeySilos = 3 }, time);
        Assert.All(Enumerable.Range(0, 99), _ => Assert.Equal(1, keys.CountAndSpread("hot")));
        Assert.Equal(2, keys.CountAndSpread("hot"));
        Assert.Equal([.. Enumerable.Repeat(2, 99), .. Enumerable.Repeat(3, 500)], Enumerable.Range(0, 599).Select(_ => keys.CountAndSpread("hot")));
        Assert.Equal(1, keys.CountAndSpread("cold"));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, keys.CountAndSpread("hot"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, keys.CountAndSpread("hot"));
    }

    [Fact]
    public void StaticRing_MovesTheKeysOfAGoneSiloOnly()
    {
        string[] all = ["http://a:1", "http://b:1", "http://c:1"];
        var (before, after) = (new StaticSiloRing(all).Current, new StaticSiloRing(all[..2]).Current);
        var owners = Enumerable.Range(0, 300).Select(key => $"tenant/{key}").ToDictionary(key => key, key => before.Order(key).First().Address);

        Assert.All(owners.CountBy(owner => owner.Value), count => Assert.InRange(count.Value, 70, 130));
        Assert.All(owners.Where(owner => owner.Value != all[2]), owner => Assert.Equal(owner.Value, after.Order(owner.Key).First().Address));
    }

    private sealed class Silos : IAsyncDisposable
    {
        public required StandInSilo[] All { get; init; }

        public static async Task<Silos> StartAsync(int count) => new()
        {
            All = await Task.WhenAll(Enumerable.Range(1, count).Select(number => StandInSilo.StartAsync($"silo-{number}"))),
        };

        public async ValueTask DisposeAsync()
        {
            foreach (var silo in All)
            {
                await silo.DisposeAsync();
            }
        }
    }

    /// <summary>Silos in the order given, rotated for the keys of entities.</summary>
    private sealed class EntityRing(RingSilo[] silos) : ISiloRing
    {
        public event Action Changed
        {
            add { }
            remove { }
        }

        public SiloRingSnapshot Current { get; } = new Snapshot(silos);

        private sealed class Snapshot(RingSilo[] silos) : SiloRingSnapshot([.. silos])
        {
            public override IEnumerable<RingSilo> Order(string key)
            {
                var first = key.Contains("/e", StringComparison.Ordinal) ? key[^1] % Silos.Length : 0;
                return Silos.Skip(first).Concat(Silos.Take(first));
            }
        }
    }
}
