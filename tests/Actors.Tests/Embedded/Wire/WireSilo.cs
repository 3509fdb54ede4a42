using System.Net;
using Berlin.Actors.Cluster.Transport;
using Berlin.Actors.Clustering;
using Berlin.Actors.Hosting;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>A silo that others reach by real sockets of this machine only.</summary>
internal sealed class WireSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private WireSilo(IHost host) => _host = host;

    public IClusterClient Client => _host.Services.GetRequiredService<SiloRuntime>().Client;

    public SiloIdentity Identity => _host.Services.GetRequiredService<IClusterMembership>().Me!;

    public static async Task<WireSilo> StartAsync(SharedViews views, string name, TransportOptions options, long generation = 1)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo =>
        {
            var services = silo.Services;
            services.Configure<SiloOptions>(set => set.SiloName = name);
            services.AddSingleton<IClusterMembership>(new SharedMembership(views, name, generation));
            services.AddSingleton<ISiloTransport>(provider => new RemoteCalls(
                new HttpMessageTransport(options, TimeProvider.System, provider.GetRequiredService<ILogger<HttpMessageTransport>>()),
                views,
                provider.GetRequiredService<GrainManifest>(),
                TimeProvider.System));
            services.AddSingleton<ISiloListener>(provider => new HttpSiloListener(
                options,
                new IPEndPoint(IPAddress.Loopback, 0),
                provider.GetRequiredService<GrainManifest>(),
                TimeProvider.System,
                provider.GetRequiredService<IOptions<SiloMessagingOptions>>().Value,
                provider.GetRequiredService<ILoggerFactory>()));
        });
        var host = builder.Build();
        await host.StartAsync();
        return new WireSilo(host);
    }

    /// <summary>Ends as the death of its process would.</summary>
    public void Kill() => _host.Services.GetRequiredService<SiloRuntime>().Kill();

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
