using Berlin.Silo.Engines;
using Berlin.Silo.Http.Health;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Hosting;

/// <summary>The way out of service, from the outside in, so that nobody's request fails on it.</summary>
/// <param name="app">The silo.</param>
/// <param name="hasPort">Whether gateways of other processes call it; the one in its own process has stopped before.</param>
internal sealed class SiloDeparture(WebApplication app, bool hasPort)
{
    /// <summary>The whole of it.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(28);

    private readonly LeaveOptions _options = app.Services.GetRequiredService<IOptions<LeaveOptions>>().Value;

    /// <summary>Returns when the silo has left, or the bound is over.</summary>
    public async Task RunAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        var readiness = app.Services.GetRequiredService<ServerReadiness>();
        readiness.Leaving();
        await app.Services.GetRequiredService<ISiloEngine>().BeginLeavingAsync(bound.Token);
        await Task.Delay(hasPort ? _options.SettleTime : TimeSpan.Zero);
        readiness.Stopping();
        await EndRequestsAsync();
        await app.StopAsync(bound.Token);
    }

    private async Task EndRequestsAsync()
    {
        using var bound = new CancellationTokenSource(_options.RequestTime);
        try
        {
            await app.Services.GetRequiredService<IServer>().StopAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            // Longer ones (a file that is scored) break; their callers repeat them elsewhere.
        }
    }
}
