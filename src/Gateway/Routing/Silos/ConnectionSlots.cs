using System.Diagnostics.CodeAnalysis;

namespace Berlin.Gateway.Routing.Silos;

/// <summary>
/// Bounds the requests that one silo has of this gateway at a time: each holds a connection. Who comes later waits, not for
/// long: a queue before a silo that cannot keep up only makes every answer late. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing that has to be released.")]
internal sealed class ConnectionSlots(int count, TimeSpan patience)
{
    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>Most at a time.</summary>
    public int Count { get; } = count;

    /// <summary>Taken now.</summary>
    public int Taken => Count - _free.CurrentCount;

    /// <summary>Takes one; false where none became free in time.</summary>
    public Task<bool> TryTakeAsync(CancellationToken cancellationToken) => _free.WaitAsync(patience, cancellationToken);

    /// <summary>Gives one back.</summary>
    public void GiveBack() => _free.Release();
}
