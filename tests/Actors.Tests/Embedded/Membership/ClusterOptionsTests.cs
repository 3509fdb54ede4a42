using Berlin.Actors.Cluster.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Berlin.Actors.Tests.Embedded.Membership;

public sealed class ClusterOptionsTests
{
    [Fact]
    public void UseBerlinCluster_WithWrongOptions_NamesEveryFault()
    {
        var wrong = new BerlinClusterOptions
        {
            ClusterId = "Berlin",
            ConnectionString = "Hots=localhost",
            Name = "silo/1",
            ListenEndpoint = "localhost",
            AdvertisedEndpoint = "silo-1",
            AdvertisedHttpUrl = new Uri("ftp://silo-1"),
            JoinSecret = "too-short",
            Membership = { SafetyStop = TimeSpan.FromMinutes(1) },
        };
        var refusal = Assert.Throws<OptionsValidationException>(() => new HostBuilder().UseOrleans(silo => silo.UseBerlinCluster(wrong)).Build());
        Assert.Equal(
            ["ClusterId", "Name", "JoinSecret", "ConnectionString", "Membership:", "ListenEndpoint", "AdvertisedEndpoint", "AdvertisedHttpUrl"],
            refusal.Failures.Select(failure => failure.Split(' ')[0]));
        Assert.DoesNotContain("too-short", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:0", null)]
    [InlineData("0.0.0.0:5201", "silo-1.example.com:5201")]
    [InlineData("[::1]:5201", "[::1]:5201")]
    public async Task UseBerlinCluster_WithGoodOptions_IsTaken(string listen, string? advertised)
    {
        var good = new BerlinClusterOptions
        {
            ConnectionString = "Host=localhost;Database=berlin",
            Name = "silo-1",
            ListenEndpoint = listen,
            AdvertisedEndpoint = advertised,
            JoinSecret = new string('s', 32),
        };
        var host = new HostBuilder().UseOrleans(silo => silo.UseBerlinCluster(good)).Build();
        var local = host.Services.GetRequiredService<ILocalSilo>();
        Assert.Equal((LocalSiloState.Starting, "silo-1", null), (local.State, local.Name, local.Generation));
        Assert.Equal(0, host.Services.GetRequiredService<ISiloDirectory>().Current.Version);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task Client_WithWrongOptions_NamesEveryFault()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ClusterClientHost.StartAsync(new ClusterClientOptions(), NullLoggerFactory.Instance, CancellationToken.None));
        Assert.Equal(["JoinSecret", "ConnectionString"], refusal.Failures.Select(failure => failure.Split(' ')[0]));
    }
}
