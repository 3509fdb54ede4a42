using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Grains;

public interface IWorkersGrain : IGrainWithStringKey
{
    /// <summary>Enters a gate and tells which worker did.</summary>
    Task<int> EnterAsync(string gate);

    Task<string?> ContextAsync(string key, bool atOther);
}

[StatelessWorker(2)]
public class WorkersGrain : Grain, IWorkersGrain
{
    private static int s_made;

    private readonly int _worker = Interlocked.Increment(ref s_made);

    public async Task<int> EnterAsync(string gate)
    {
        await Gates.Of(gate).PassAsync();
        return _worker;
    }

    public async Task<string?> ContextAsync(string key, bool atOther)
    {
        await Task.Yield();
        return atOther
            ? await GrainFactory.GetGrain<IWorkersGrain>(this.GetPrimaryKeyString() + "/other").ContextAsync(key, atOther: false)
            : (string?)RequestContext.Get(key);
    }
}
