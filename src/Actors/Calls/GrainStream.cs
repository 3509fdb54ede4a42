using Berlin.Actors.CodeGeneration;
using Orleans.Runtime;

namespace Berlin.Actors.Calls;

/// <summary>What a caller gets from a method that returns an asynchronous sequence. Each enumeration is a call of its own.</summary>
internal sealed class GrainStream<TItem>(GrainCaller caller, GrainId target, Func<StreamInvocation<TItem>> makeCall, CancellationToken token) : IAsyncEnumerable<TItem>
{
    public async IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var call = makeCall();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, cancellationToken);
        caller.Send(target, call, either.Token);
        try
        {
            while (await call.Items.WaitToReadAsync(CancellationToken.None))
            {
                while (call.Items.TryRead(out var item))
                {
                    yield return item;
                }
            }
        }
        finally
        {
            call.Abandon();
        }
    }
}
