using Berlin.Storage.Faults;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>Stops the first passings of a fault point until they are released, as a paused process stops there; later ones pass.</summary>
internal sealed class HeldPoint(FaultPoint point, int passings) : IFaultInjector, IDisposable
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private int _passed;

    /// <summary>So many as are to be held are held.</summary>
    public Task Entered => _entered.Task;

    public void Pass(FaultPoint passed)
    {
        if (passed != point || Interlocked.Increment(ref _passed) is var number && number > passings)
        {
            return;
        }

        if (number == passings)
        {
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
