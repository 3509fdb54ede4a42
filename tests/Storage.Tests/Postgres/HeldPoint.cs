using System.Diagnostics;
using Berlin.Storage.Faults;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>Stops the first passings of a fault point until they are released, as a paused process stops there; later ones pass.</summary>
internal sealed class HeldPoint(FaultPoint point, int passings) : IFaultInjector, IDisposable
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private int _passed;
    private long _heldSince;

    /// <summary>So many as are to be held are held.</summary>
    public Task Entered => _entered.Task;

    /// <summary>How long the last of them has been held.</summary>
    public TimeSpan Held => Stopwatch.GetElapsedTime(Volatile.Read(ref _heldSince));

    public void Pass(FaultPoint passed)
    {
        if (passed != point || Interlocked.Increment(ref _passed) is var number && number > passings)
        {
            return;
        }

        if (number == passings)
        {
            Volatile.Write(ref _heldSince, Stopwatch.GetTimestamp());
            _entered.SetResult();
        }

        _release.Wait();
    }

    public void Release() => _release.Set();

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
    }
}
