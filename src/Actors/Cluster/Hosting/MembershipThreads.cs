using Berlin.Actors.Cluster.Membership;
using Microsoft.Extensions.Hosting;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>Starts what drives a silo's membership before anything else of the host starts, and ends it after everything else has stopped.</summary>
internal sealed class MembershipThreads(LeaseThread lease, ViewListener listener) : IHostedLifecycleService, IAsyncDisposable
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        lease.Start();
        listener.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        lease.Dispose();
    }
}
