using System.Threading.Channels;
using Berlin.Actors.Wire;

namespace Berlin.Actors.CodeGeneration;

/// <summary>One enumeration of a method that returns <see cref="IAsyncEnumerable{T}"/>. It interleaves with every other call, and has no timeout.</summary>
/// <typeparam name="TItem">Type of the items.</typeparam>
/// <param name="method">What is called.</param>
public abstract class StreamInvocation<TItem>(GrainMethod method) : Invocation<Nothing>(method, isCancellable: true)
{
    /// <summary>Items that the grain may be ahead of its reader: a batch of Orleans.</summary>
    private const int Ahead = 100;

    private readonly Channel<TItem> _items = Channel.CreateBounded<TItem>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });

    internal ChannelReader<TItem> Items => _items.Reader;

    /// <summary>Calls the method with the arguments.</summary>
    /// <param name="grain">The grain.</param>
    protected abstract IAsyncEnumerable<TItem> InvokeMethod(object grain);

    /// <summary>Isolates an item from the grain; overridden where its type is not immutable.</summary>
    /// <param name="item">What the grain yielded.</param>
    protected virtual TItem CopyItem(TItem item) => item;

    /// <summary>Sequences do not cross: nothing of Berlin's own needs them to, and each item would be a round trip or a window of its own.</summary>
    /// <param name="writer">Where to.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected sealed override void WriteArguments(WireWriter writer) =>
        throw new NotSupportedException($"{Method} returns an asynchronous sequence, which does not cross between processes; return pages instead.");

    internal sealed override async Task<object?> InvokeBoxedAsync(object grain)
    {
        await EnumerateAsync(grain);
        return null;
    }

    /// <summary>The reader wants no more.</summary>
    internal void Abandon()
    {
        if (TryFail(new OperationCanceledException($"The reader of {Method} wants no more.")))
        {
            TellGrain();
        }
    }

    private protected sealed override Task? InvokeGrain(object grain) => EnumerateAsync(grain);

    private protected sealed override void SettleFrom(Task completed) => Settle(default);

    private protected sealed override void OnAnswered(Exception? failure) => _items.Writer.TryComplete(failure);

    private async Task EnumerateAsync(object grain)
    {
        await foreach (var item in InvokeMethod(grain).WithCancellation(CancellationToken))
        {
            await _items.Writer.WriteAsync(CopyItem(item), CancellationToken);
        }
    }
}
