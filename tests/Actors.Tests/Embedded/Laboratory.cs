using System.Collections.Concurrent;
using Berlin.Actors.Grains;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Berlin.Actors.Tests.Embedded;

/// <summary>A cluster whose time, executor and memory a test holds in its hands.</summary>
internal sealed class Laboratory : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Laboratory> s_open = new();

    private readonly string _name = Guid.NewGuid().ToString("N");

    private Laboratory(short silos, ITurnExecutor? executor, Action<ISiloBuilder>? configure)
    {
        Executor = executor;
        Configure = configure;
        s_open[_name] = this;
        var builder = new TestClusterBuilder(silos);
        builder.Properties["laboratory"] = _name;
        builder.AddSiloBuilderConfigurator<Silo>().AddClientBuilderConfigurator<Client>();
        Cluster = builder.Build();
    }

    public ManualTime Time { get; } = new();

    public FixedMemory Memory { get; } = new();

    public TestCluster Cluster { get; }

    private ITurnExecutor? Executor { get; }

    private Action<ISiloBuilder>? Configure { get; }

    public static async Task<Laboratory> OpenAsync(short silos = 1, ITurnExecutor? executor = null, Action<ISiloBuilder>? configure = null)
    {
        var laboratory = new Laboratory(silos, executor, configure);
        await laboratory.Cluster.DeployAsync();
        return laboratory;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Cluster.Silos)
        {
            await Cluster.KillSiloAsync(silo);
        }

        await Cluster.DisposeAsync();
        s_open.TryRemove(_name, out _);
    }

    public sealed class FixedMemory : IMemoryGauge
    {
        public double UsagePercentage { get; set; }
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var laboratory = s_open[siloBuilder.Configuration["laboratory"]!];
            siloBuilder.Services.AddSingleton<TimeProvider>(laboratory.Time);
            siloBuilder.Services.AddSingleton<IMemoryGauge>(laboratory.Memory);
            if (laboratory.Executor is not null)
            {
                siloBuilder.Services.AddSingleton(laboratory.Executor);
            }

            laboratory.Configure?.Invoke(siloBuilder);
        }
    }

    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.Services.AddSingleton<TimeProvider>(s_open[configuration["laboratory"]!].Time);
    }
}
