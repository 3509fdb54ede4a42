using Berlin.Silo.Http.Health;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Hosting;

/// <summary>
/// The way out of service, so that nobody's request fails on it. First the engine hands over what the silo owns; then gateways have time to
/// turn away; then nothing new is taken, and requests in flight end. The engine ends after that, and the store last.
/// </summary>
/// <remarks>Hosts stop their services in the reverse order of their registration: this one is registered before the engine.</remarks>
internal sealed class SiloDeparture(SiloOptions silo, IOptions<LeaveOptions> options, ServerReadiness readiness, IServer server) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (silo.HttpEndpoint is not null)
        {
            await Task.Delay(options.Value.SettleTime, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        readiness.Stopping();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(options.Value.RequestTime);
        try
        {
            await server.StopAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            // Longer ones (a file that is scored) break; their callers repeat them elsewhere.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
