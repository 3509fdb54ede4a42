using System.Collections.Concurrent;
using Berlin.Storage.Faults;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>Remembers the points that were passed and runs what a test planned for them.</summary>
public sealed class ScriptedFaults : IFaultInjector
{
    private readonly ConcurrentDictionary<FaultPoint, Action> _plans = new();

    public ConcurrentQueue<FaultPoint> Passed { get; } = new();

    public void On(FaultPoint point, Action action) => _plans[point] = action;

    public void Clear() => _plans.Clear();

    public void Pass(FaultPoint point)
    {
        Passed.Enqueue(point);
        if (_plans.TryGetValue(point, out var action))
        {
            action();
        }
    }
}
