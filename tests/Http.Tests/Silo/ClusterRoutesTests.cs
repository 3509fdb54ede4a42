using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Berlin.Http.Tests.Fakes;
using Berlin.Silo.Engines;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Http.Tests.Silo;

public sealed class ClusterRoutesTests
{
    private static readonly DateTimeOffset Since = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Silo_Asked_ReportsOnItself()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var report = (await silo.SendAsync("GET", "/v1/silo")).Json;
        Assert.Equal(("silo-1", 1, 1), (Text(report, "name"), Number(report, "generation"), Number(report, "view_version")));
        Assert.Equal((2, 3, 7, 1), (Number(report, "trainers"), Number(report, "heads"), Number(report, "activations"), Number(report, "moves")));
        Assert.Equal(0.25, report.GetProperty("lease_age_seconds").GetDouble());
        Assert.InRange(report.GetProperty("uptime_seconds").GetDouble(), 0, 600);
    }

    [Fact]
    public async Task Cluster_OfThree_HasAReportOfEachThatAnswers()
    {
        // Nothing answers at the third: its port was open, so that nobody else has it, and takes nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var other = await SiloUnderTest.StartAsync(services: services => services.AddSingleton<ISiloEngine>(new FakeEngine { Cluster = ClusterSnapshot.Alone("silo-2") }));
        var engine = new FakeEngine();
        await using var silo = await SiloUnderTest.StartAsync(services: services => services.AddSingleton<ISiloEngine>(engine));
        engine.Cluster = new ClusterSnapshot(
            ViewVersion: 17,
            new SiloName("silo-1", 4),
            [
                new ClusterSilo(new SiloName("silo-1", 4), MembershipStatus.Active, Since, "0.1.0", silo.Client.BaseAddress, "127.0.0.1:5201"),
                new ClusterSilo(new SiloName("silo-2", 1), MembershipStatus.Leaving, Since, "0.1.0", other.Client.BaseAddress, "127.0.0.1:5202"),
                new ClusterSilo(new SiloName("silo-3", 9), MembershipStatus.Joining, Since, "0.1.0", new Uri($"http://{silent.LocalEndpoint}"), "127.0.0.1:5203"),
            ]);

        var cluster = (await silo.SendAsync("GET", "/v1/cluster")).Json;

        Assert.Equal(17, Number(cluster, "view_version"));
        var silos = cluster.GetProperty("silos").EnumerateArray().ToList();
        Assert.Equal(["silo-1 4 active", "silo-2 1 leaving", "silo-3 9 joining"], silos.Select(one => $"{Text(one, "name")} {Number(one, "generation")} {Text(one, "status")}"));
        Assert.All(silos, one => Assert.Equal("2026-01-02T03:04:05Z", Text(one, "since")));
        Assert.Equal(other.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), Text(silos[1], "http_url"));
        Assert.Equal([17, 1], silos.Take(2).Select(one => Number(one.GetProperty("report"), "view_version")));
        Assert.Equal(JsonValueKind.Null, silos[2].GetProperty("report").ValueKind);
    }

    [Fact]
    public async Task Cluster_WhoseSiloHasStartedAnew_TakesNoReportOfTheOther()
    {
        await using var other = await SiloUnderTest.StartAsync(services: services => services.AddSingleton<ISiloEngine>(new FakeEngine { Cluster = ClusterSnapshot.Alone("silo-2") }));
        var engine = new FakeEngine
        {
            Cluster = new ClusterSnapshot(2, new SiloName("silo-1", 1), [new ClusterSilo(new SiloName("silo-2", 8), MembershipStatus.Active, Since, null, other.Client.BaseAddress, null)]),
        };
        await using var silo = await SiloUnderTest.StartAsync(services: services => services.AddSingleton<ISiloEngine>(engine));

        var known = Assert.Single((await silo.SendAsync("GET", "/v1/cluster")).Json.GetProperty("silos").EnumerateArray());

        Assert.Equal(JsonValueKind.Null, known.GetProperty("report").ValueKind);
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
