using System.Collections.Concurrent;

namespace Berlin.Actors.Tests.Grains;

/// <summary>Leaves a trace of every step that it takes.</summary>
public interface ITraceGrain : IGrainWithStringKey
{
    Task<int> WalkAsync(string trace, string name, string? next, int steps);
}

public class TraceGrain : Grain, ITraceGrain
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> s_traces = new();

    private int _walks;

    public static ConcurrentQueue<string> TraceOf(string name) => s_traces.GetOrAdd(name, static _ => new());

    public async Task<int> WalkAsync(string trace, string name, string? next, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            TraceOf(trace).Enqueue($"{name}.{step}");
            await Task.Yield();
        }

        if (next is not null)
        {
            await GrainFactory.GetGrain<ITraceGrain>(next).WalkAsync(trace, name + ">" + _walks, next: null, steps);
        }

        return ++_walks;
    }
}
