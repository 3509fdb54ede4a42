using Berlin.Actors.Calls;
using Orleans.Runtime;

namespace Berlin.Actors.CodeGeneration;

/// <summary>Base of generated references: one class per grain interface.</summary>
/// <param name="target">Grain and caller.</param>
public abstract class GrainProxy(ProxyTarget target) : GrainReference(target.Caller, target.GrainId)
{
    /// <summary>Sends a call.</summary>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="invocation">The call, with its arguments isolated.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    protected Task<TResult> Send<TResult>(Invocation<TResult> invocation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        Caller.Send(GrainId, invocation, cancellationToken);
        return invocation.Answer;
    }

    /// <summary>Sends a call whose method returns a <see cref="ValueTask{TResult}"/>.</summary>
    /// <inheritdoc cref="Send{TResult}(Invocation{TResult}, CancellationToken)"/>
    protected ValueTask<TResult> SendValue<TResult>(Invocation<TResult> invocation, CancellationToken cancellationToken = default) =>
        new(Send(invocation, cancellationToken));

    /// <summary>Sends a call whose method returns a <see cref="ValueTask"/>.</summary>
    /// <param name="invocation">The call, with its arguments isolated.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    protected ValueTask SendValue(Invocation<Nothing> invocation, CancellationToken cancellationToken = default) =>
        new(Send(invocation, cancellationToken));

    /// <summary>Sends a call whose outcome the caller does not learn.</summary>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="invocation">The call, with its arguments isolated.</param>
    protected Task SendOneWay<TResult>(Invocation<TResult> invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        Caller.SendOneWay(GrainId, invocation);
        return Task.CompletedTask;
    }

    /// <summary>A sequence that calls the grain when it is enumerated.</summary>
    /// <typeparam name="TItem">Type of the items.</typeparam>
    /// <param name="makeCall">Makes the call of one enumeration, with its arguments isolated.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    protected IAsyncEnumerable<TItem> Stream<TItem>(Func<StreamInvocation<TItem>> makeCall, CancellationToken cancellationToken = default) =>
        new GrainStream<TItem>(Caller, GrainId, makeCall, cancellationToken);
}
