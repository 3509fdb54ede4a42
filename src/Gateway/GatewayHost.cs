using System.Text.Json;
using Berlin.Gateway.Auth;
using Berlin.Gateway.Documentation;
using Berlin.Gateway.Errors;
using Berlin.Gateway.Pages;
using Berlin.Gateway.Routing;
using Berlin.Gateway.Routing.Rings;
using Berlin.Http;
using Microsoft.Extensions.Options;

namespace Berlin.Gateway;

/// <summary>Makes gateways.</summary>
public static class GatewayHost
{
    /// <summary>
    /// A gateway, not yet started. It reads no configuration of its own, listens to no signals and stops when its
    /// owner stops it.
    /// </summary>
    /// <param name="options">Where it listens and what it forwards to; not to be changed afterwards.</param>
    /// <param name="cluster">Reaches the grains that know API keys.</param>
    /// <param name="silo">The silo of this process, which answers everything; null where there are others.</param>
    /// <param name="ring">The silos of other processes; null where <see cref="GatewayOptions.SiloAddresses"/> names them, or <paramref name="silo"/> is there.</param>
    /// <param name="logging">Where logs go; nothing is logged where it is null.</param>
    /// <param name="time">Measures the age of what is remembered; the system's time where it is null.</param>
    /// <exception cref="OptionsValidationException">The options break their ranges; every fault is named.</exception>
    public static WebApplication Create(
        GatewayOptions options,
        IClusterClient cluster,
        SiloPipeline? silo = null,
        ISiloRing? ring = null,
        Action<ILoggingBuilder>? logging = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(cluster);
        Validate(options, knowsSilos: silo is not null || ring is not null);
        ISiloForwarder forwarder = silo is null ? new NetworkForwarder(ring ?? new StaticSiloRing(options.SiloAddresses)) : new LocalForwarder(silo);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(GatewayHost).Assembly.GetName().Name });
        logging?.Invoke(builder.Logging);

        // Both tell of requests one by one: of each at Information, and YARP of each attempt that failed at Warning.
        builder.Logging.AddFilter("Yarp", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // It opens a scope and an activity for each request as soon as anything of it may be logged; none of it would be.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        builder.WebHost.UseKestrelCore().UseUrls(options.Address);
        builder.WebHost.ConfigureKestrel(kestrel => GatewayKestrel.Configure(kestrel, options));

        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<IGrainFactory>(cluster);
        builder.Services.AddSingleton<KeyCache>();
        builder.Services.AddRoutingCore();
        forwarder.AddServices(builder.Services);

        var app = builder.Build();
        app.UseMiddleware<GatewayErrorEdge>();
        app.UseApiPage();
        app.UseRouting();
        app.UseMiddleware<KeyGate>();
        app.MapGet("/livez", (RequestDelegate)GetLiveness);
        app.MapTryItPage();
        app.MapForwarded(forwarder.Build(app.Services));
        return app;
    }

    /// <summary>Every fault of the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="knowsSilos">Whether the gateway knows its silos without <see cref="GatewayOptions.SiloAddresses"/>.</param>
    internal static IReadOnlyList<string> FindFaults(GatewayOptions options, bool knowsSilos)
    {
        IValidateOptions<GatewayOptions>[] validators = [new GatewayOptionsRangeValidator(), new GatewayAddressValidator(knowsSilos)];
        return [.. validators.Select(validator => validator.Validate(null, options)).SelectMany(result => result.Failures ?? [])];
    }

    private static void Validate(GatewayOptions options, bool knowsSilos)
    {
        if (FindFaults(options, knowsSilos) is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(nameof(GatewayOptions), typeof(GatewayOptions), faults);
        }
    }

    private static Task GetLiveness(HttpContext context)
    {
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, "ok", static (Utf8JsonWriter json, string status) =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, status);
            json.WriteEndObject();
        });
        return Task.CompletedTask;
    }
}
