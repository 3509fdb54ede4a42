using Berlin.Grains.Hosting;
using Berlin.Grains.Jobs;
using Berlin.Grains.Serving;
using Berlin.Grains.Training;
using Berlin.Silo.Engines;
using Berlin.Silo.Http;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Scoring;
using Berlin.Silo.InProcess;
using Berlin.Silo.Stores;
using Berlin.Storage.Faults;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Berlin.Silo.Hosting;

/// <summary>Puts a silo together: the grains, what they stand on, and the HTTP surface. Alone or in a cluster, it is the same silo.</summary>
internal sealed class SiloComposition
{
    private readonly WebApplicationBuilder _builder;
    private readonly List<string> _faults;

    /// <summary>Everything but the store, which is opened only when the options are known to be right.</summary>
    public SiloComposition(SiloOptions options, Action<ILoggingBuilder> configureLogging)
    {
        _faults = [.. SiloOptionsRules.FaultsOf(options)];
        _builder = WebApplication.CreateSlimBuilder();
        _builder.Configuration.AddEnvironmentVariables(SiloHost.EnvironmentPrefix);
        _builder.Logging.ClearProviders();
        configureLogging(_builder.Logging);

        // It opens a scope and an activity for each request as soon as anything of it may be logged; none of it would be.
        _builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        Serve(_builder.WebHost, options);

        var services = _builder.Services;
        services.AddSingleton<IHostLifetime, OwnedLifetime>();
        services.AddSingleton<IValidateOptions<LeaveOptions>, LeaveOptionsValidator>();
        services.AddOptions<LeaveOptions>().ValidateOnStart();
        services.Configure<LeaveOptions>(_builder.Configuration.GetSection("Leave"));
        services.AddSingleton<IValidateOptions<WarmUpOptions>, WarmUpOptionsValidator>();
        services.AddOptions<WarmUpOptions>().ValidateOnStart();
        services.Configure<WarmUpOptions>(_builder.Configuration.GetSection("WarmUp"));
        services.AddSingleton<SiloWarmUp>();
        AddGrains(services, _builder.Configuration);
        AddHttp(services, _builder.Configuration, options);
        services.AddSingleton(options);
        services.AddHostedService<SiloDeparture>();
        AddEngine(options);
    }

    /// <summary>Every fault of every option of the silo, those from the environment included.</summary>
    public IReadOnlyList<string> FindFaults()
    {
        using var services = _builder.Services.BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return _faults;
        }
        catch (OptionsValidationException exception)
        {
            return [.. _faults, .. exception.Failures];
        }
        catch (InvalidOperationException exception)
        {
            // A setting is not of its type, and what is beyond it cannot be judged.
            return [.. _faults, exception.Message];
        }
        catch (AggregateException exception)
        {
            // Several classes of options have faults.
            return [.. _faults, .. exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        }
    }

    /// <summary>The silo on its store, not yet started.</summary>
    public WebApplication Build(ISiloStore store, IFaultInjector faults)
    {
        _builder.Services.AddSingleton(faults);
        _builder.Services.AddSingleton(store.Node);
        store.AddTo(_builder.Services);
        var app = _builder.Build();
        app.MapBerlinEndpoints();
        return app;
    }

    private void AddEngine(SiloOptions options)
    {
        if (options.Cluster is not { } cluster || _faults.Count > 0)
        {
            SiloEngine.AddAlone(_builder, options);
            return;
        }

        try
        {
            SiloEngine.AddClustered(_builder, options, cluster);
        }
        catch (OptionsValidationException exception)
        {
            _faults.AddRange(exception.Failures);
        }
        catch (InvalidOperationException exception)
        {
            _faults.Add(exception.Message);
        }
    }

    private static void Serve(IWebHostBuilder host, SiloOptions options)
    {
        if (options.HttpEndpoint is null)
        {
            host.UseServer(new InProcessServer());
            return;
        }

        host.UseUrls($"http://{options.HttpEndpoint}");
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureBerlinKestrel();
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
    }

    private static void AddGrains(IServiceCollection services, ConfigurationManager configuration)
    {
        services.AddBerlinGrains();
        services.AddJobKeeper();
        services.Configure<TrainerOptions>(configuration.GetSection("Trainer"));
        services.Configure<EntityOptions>(configuration.GetSection("Entity"));
        services.Configure<JobOptions>(configuration.GetSection("Jobs"));
        services.Configure<GrainCollectionOptions>(configuration.GetSection("GrainCollection"));
    }

    private static void AddHttp(IServiceCollection services, ConfigurationManager configuration, SiloOptions options)
    {
        services.AddBerlinHttp();
        services.Configure<HttpLimitsOptions>(configuration.GetSection("HttpLimits"));
        services.Configure<ScoringOptions>(configuration.GetSection("Scoring"));
        services.Configure<GatewayJoinOptions>(join => join.Secret = options.JoinSecret);
    }
}
