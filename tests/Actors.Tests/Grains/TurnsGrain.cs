using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Grains;

public class TurnsGrain : Grain, ITurnsGrain
{
    private int _count;

    public async Task<int> EnterAsync(string gate)
    {
        await Gates.Of(gate).PassAsync();
        return ++_count;
    }

    public Task<int> EnterInterleavedAsync(string gate) => EnterAsync(gate);

    public Task<int> EnterReadOnlyAsync(string gate) => EnterAsync(gate);

    public ValueTask<int> CountAsync() => ValueTask.FromResult(_count);

    public ValueTask DoNothingAsync() => ValueTask.CompletedTask;

    public async Task<int> AddSlowlyAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            var seen = _count;
            await Task.Yield();
            _count = seen + 1;
        }

        return _count;
    }

    public async Task<bool> StartedTasksStayInTurnsAsync()
    {
        var mine = TaskScheduler.Current;
        var started = await Task.Factory.StartNew(() => ReferenceEquals(TaskScheduler.Current, mine), default, TaskCreationOptions.None, TaskScheduler.Current);
        await Task.Yield();
        return started && ReferenceEquals(TaskScheduler.Current, mine);
    }
}

public interface IReentrantTurnsGrain : ITurnsGrain;

[Reentrant]
public class ReentrantTurnsGrain : TurnsGrain, IReentrantTurnsGrain;
