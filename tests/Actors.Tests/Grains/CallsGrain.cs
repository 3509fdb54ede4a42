using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Grains;

public interface ICallsGrain : IGrainWithStringKey
{
    Task ThrowAsync(string message, bool beforeFirstAwait);

    Task<string> WaitAsync(string entered, string cancelled, CancellationToken cancellationToken);

    [ResponseTimeout("00:00:01")]
    Task NeverAsync(string entered, string cancelled, CancellationToken cancellationToken);

    Task<int> EnterAsync(string gate);

    [OneWay]
    Task TellAsync(string gate);

    [OneWay]
    Task TellAndThrowAsync(string gate);

    [AlwaysInterleave]
    Task<int> EchoAsync(int value);

    /// <summary>A value of the request context, as it was when the call began.</summary>
    Task<string?> ContextBehindAsync(string gate, string key);

    Task<int> CallBackAsync(string other);

    Task<int> CallEchoOfAsync(string other);
}

public class CallsGrain : Grain, ICallsGrain
{
    public async Task ThrowAsync(string message, bool beforeFirstAwait)
    {
        if (!beforeFirstAwait)
        {
            await Task.Yield();
        }

        throw new InvalidOperationException(message);
    }

    public async Task<string> WaitAsync(string entered, string cancelled, CancellationToken cancellationToken)
    {
        await WaitForCancellationAsync(entered, cancelled, cancellationToken);
        return "cancelled";
    }

    public Task NeverAsync(string entered, string cancelled, CancellationToken cancellationToken) =>
        WaitForCancellationAsync(entered, cancelled, cancellationToken);

    public async Task<int> EnterAsync(string gate)
    {
        await Gates.Of(gate).PassAsync();
        return 1;
    }

    public Task TellAsync(string gate) => Gates.Of(gate).PassAsync();

    public Task TellAndThrowAsync(string gate)
    {
        _ = Gates.Of(gate).PassAsync();
        throw new InvalidOperationException("nobody learns of this");
    }

    public Task<int> EchoAsync(int value) => Task.FromResult(value);

    public async Task<string?> ContextBehindAsync(string gate, string key)
    {
        var value = (string?)RequestContext.Get(key);
        await Gates.Of(gate).PassAsync();
        await Task.Yield();
        return value;
    }

    public Task<int> CallBackAsync(string other) => GrainFactory.GetGrain<ICallsGrain>(other).CallEchoOfAsync(this.GetPrimaryKeyString());

    public Task<int> CallEchoOfAsync(string other) => GrainFactory.GetGrain<ICallsGrain>(other).EchoAsync(7);

    private static async Task WaitForCancellationAsync(string entered, string cancelled, CancellationToken cancellationToken)
    {
        var told = new TaskCompletionSource();
        using (cancellationToken.Register(told.SetResult))
        {
            _ = Gates.Of(entered).PassAsync();
            await told.Task;
        }

        _ = Gates.Of(cancelled).PassAsync();
    }
}
