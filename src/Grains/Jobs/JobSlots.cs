using Microsoft.Extensions.Options;

namespace Berlin.Grains.Jobs;

/// <summary>The places of a silo in which jobs run; those without one wait, in order of their coming.</summary>
internal sealed class JobSlots(IOptions<JobOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.MaxRunning);

    public Task TakeAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    public void GiveBack() => _free.Release();

    public void Dispose() => _free.Dispose();
}
