using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Grains;

/// <summary>Calls that begin, say so, and wait to be let go.</summary>
public interface ITurnsGrain : IGrainWithStringKey
{
    Task<int> EnterAsync(string gate);

    [AlwaysInterleave]
    Task<int> EnterInterleavedAsync(string gate);

    [ReadOnly]
    Task<int> EnterReadOnlyAsync(string gate);

    ValueTask<int> CountAsync();

    ValueTask DoNothingAsync();

    /// <summary>Adds to a counter over several awaits; turns that ran at the same time would lose additions.</summary>
    Task<int> AddSlowlyAsync(int times);

    /// <summary>Starts tasks by the current scheduler; they too run as turns.</summary>
    Task<bool> StartedTasksStayInTurnsAsync();
}
