using Berlin.Grains.Serving;
using Berlin.Http.Tests.Fakes;
using Berlin.Silo;
using Berlin.Silo.Engines;
using Berlin.Silo.Hosting;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Berlin.Http.Tests.Silo;

/// <summary>What a silo does between joining and its first request.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task Heads_OfASilo_AreTold()
    {
        var heads = Resident("acme/a", "acme/b");
        await using var silo = await SiloUnderTest.StartAsync(services: services => services.AddSingleton(heads));

        var told = (await silo.SendAsync("GET", "/v1/silo/heads")).Json.GetProperty("heads").EnumerateArray().Select(head => head.GetString());

        Assert.Equal(["acme/a", "acme/b"], told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_ModelsOfOtherSilos_AsksItselfForThoseThatAreItsOwn()
    {
        var heads = Resident("acme/mine", "acme/theirs");
        await using var other = await SiloUnderTest.StartAsync(services: services => services.AddSingleton(heads));
        await using var self = await SiloUnderTest.StartAsync();
        var engine = new FakeEngine { Cluster = ClusterOf(other), Owns = key => key == "acme/mine" };

        await WarmAsync(engine, self);

        Assert.NotEmpty(self.Head.Predicted);
        Assert.All(self.Head.Predicted, call => Assert.Equal("acme/mine", call.Key));
    }

    [Fact]
    public async Task Run_NoOtherSilo_AsksNothing()
    {
        await using var self = await SiloUnderTest.StartAsync();
        await WarmAsync(new FakeEngine(), self);
        Assert.Empty(self.Head.Predicted);
    }

    private static ResidentHeads Resident(params string[] keys)
    {
        var heads = new ResidentHeads();
        Array.ForEach(keys, heads.Add);
        return heads;
    }

    private static ClusterSnapshot ClusterOf(SiloUnderTest other) => new(
        ViewVersion: 2,
        new SiloName("silo-1", 1),
        [
            new ClusterSilo(new SiloName("silo-1", 1), MembershipStatus.Active, Since: null, Version: null, HttpUrl: null, Endpoint: null),
            new ClusterSilo(new SiloName("silo-2", 1), MembershipStatus.Active, Since: null, Version: null, other.Client.BaseAddress, Endpoint: null),
        ]);

    private static async Task WarmAsync(ISiloEngine engine, SiloUnderTest self)
    {
        var join = Options.Create(new GatewayJoinOptions { Secret = SiloUnderTest.JoinSecret });
        using var peers = new SiloPeers(new SiloSelf(engine, TimeProvider.System), join);
        using var warmUp = new SiloWarmUp(engine, peers, join, Options.Create(new WarmUpOptions()), TimeProvider.System, NullLogger<SiloWarmUp>.Instance);
        await warmUp.RunAsync(self.Client.BaseAddress!, TestContext.Current.CancellationToken);
    }
}
