namespace Berlin.Gateway;

/// <summary>
/// The gateway starts and stops when its process says so: it runs beside a silo that must outlive it, and two hosts
/// that each listen for signals would stop in no order.
/// </summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
