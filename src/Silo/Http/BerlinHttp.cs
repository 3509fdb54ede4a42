using Berlin.Grains.Serving;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Cluster;
using Berlin.Silo.Http.Entities;
using Berlin.Silo.Http.Errors;
using Berlin.Silo.Http.Export;
using Berlin.Silo.Http.Health;
using Berlin.Silo.Http.Jobs;
using Berlin.Silo.Http.Models;
using Berlin.Silo.Http.Observations;
using Berlin.Silo.Http.OpenApi;
using Berlin.Silo.Http.Paths;
using Berlin.Silo.Http.Predictions;
using Berlin.Silo.Http.Removals;
using Berlin.Silo.Http.Scoring;
using Berlin.Silo.Http.Tenancy;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http;

/// <summary>The silo's HTTP surface, for the composition root.</summary>
public static class BerlinHttp
{
    /// <summary>
    /// Adds what the endpoints need. The composition root configures <see cref="GatewayJoinOptions"/> (a secret is
    /// required) and, where it wants to, <see cref="HttpLimitsOptions"/>; provides <see cref="IGrainFactory"/> and the engine (<see cref="Engines.ISiloEngine"/>); and
    /// feeds the <see cref="ServerReadiness"/>, which begins as starting.
    /// </summary>
    public static IServiceCollection AddBerlinHttp(this IServiceCollection services)
    {
        services.AddRoutingCore();
        services.AddOptions<HttpLimitsOptions>().ValidateOnStart();
        services.AddOptions<GatewayJoinOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpLimitsOptions>, HttpLimitsRangeValidator>();
        services.AddSingleton<IValidateOptions<HttpLimitsOptions>, HttpLimitsFitValidator>();
        services.AddSingleton<IValidateOptions<GatewayJoinOptions>, GatewayJoinOptionsValidator>();

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServerReadiness>();
        services.TryAddSingleton<IReadiness>(provider => provider.GetRequiredService<ServerReadiness>());
        services.AddSingleton<JoinSecret>();
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<BodyReader>();

        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<TenantEndpoints>();
        services.AddSingleton<KeyEndpoints>();
        services.AddSingleton<ModelEndpoints>();
        services.AddSingleton<EntityEndpoints>();
        services.AddSingleton<ObserveEndpoint>();
        services.AddSingleton<CorrectEndpoint>();
        services.AddSingleton<ExportEndpoint>();
        services.AddSingleton<RemovalEndpoints>();
        services.AddSingleton<PredictEndpoint>();
        services.TryAddSingleton<ResidentHeads>();
        services.AddSingleton<SiloSelf>();
        services.AddSingleton<SiloPeers>();
        services.AddSingleton<ClusterEndpoints>();
        services.AddSingleton<OpenApiEndpoint>();
        services.AddScoring();
        services.AddJobs();
        return services;
    }

    /// <summary>Puts the error edge, the caller's gate and every endpoint into the pipeline.</summary>
    public static WebApplication MapBerlinEndpoints(this WebApplication app)
    {
        app.UseMiddleware<ErrorEdge>();
        app.UseMiddleware<PathGate>();
        app.UseRouting();
        app.UseMiddleware<CallerGate>();

        app.Services.GetRequiredService<HealthEndpoints>().Map(app);
        app.Services.GetRequiredService<TenantEndpoints>().Map(app);
        app.Services.GetRequiredService<KeyEndpoints>().Map(app);
        app.Services.GetRequiredService<ModelEndpoints>().Map(app);
        app.Services.GetRequiredService<EntityEndpoints>().Map(app);
        app.Services.GetRequiredService<ObserveEndpoint>().Map(app);
        app.Services.GetRequiredService<CorrectEndpoint>().Map(app);
        app.Services.GetRequiredService<ExportEndpoint>().Map(app);
        app.Services.GetRequiredService<RemovalEndpoints>().Map(app);
        app.Services.GetRequiredService<PredictEndpoint>().Map(app);
        app.Services.GetRequiredService<ScoreEndpoint>().Map(app);
        app.Services.GetRequiredService<JobEndpoints>().Map(app);
        app.Services.GetRequiredService<ClusterEndpoints>().Map(app);
        app.Services.GetRequiredService<OpenApiEndpoint>().Map(app);
        return app;
    }

    /// <summary>Sets the limits of the silo's port, which gateways and probes call.</summary>
    public static void ConfigureBerlinKestrel(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // Each endpoint bounds its own body; the bound of the server would only hide which one it was.
        kestrel.Limits.MaxRequestBodySize = null;

        // The gateway drops idle connections after 30 s; a silo that keeps them longer never closes one under a request.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        // What the gateway lets in (64 headers, 16 KiB) and what it adds fit twice.
        kestrel.Limits.MaxRequestHeaderCount = 128;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;

        // Bodies arrive at the pace of the gateway's client, which the gateway judges; HttpLimitsOptions.BodyTimeout bounds the whole.
        kestrel.Limits.MinRequestBodyDataRate = null;
    }
}
