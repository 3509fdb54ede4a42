using System.Collections.Immutable;
using Berlin.Actors.Calls;
using Berlin.Actors.Clustering;
using Berlin.Actors.Grains;
using Berlin.Actors.Turns;
using Berlin.Actors.Wire;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Berlin.Actors.CodeGeneration;

/// <summary>One call of a grain's method, from the caller's proxy to the answer. Generated code derives a class per method, with a field per argument.</summary>
/// <remarks>
/// It is settled once: by the grain's answer, a rejection, the caller's cancellation or the timeout, whichever comes first.
/// What comes later is dropped, but the grain's method runs to its end and the activation waits for it.
/// </remarks>
public abstract class Invocation : IInvokable, IWork
{
    private readonly CancellationTokenSource? _cancellation;
    private Activation? _activation;
    private Task? _pending;
    private IncomingCall? _filtered;
    private CancellationTokenRegistration _callerCancellation;

    /// <summary>Begins a call.</summary>
    /// <param name="method">What is called.</param>
    /// <param name="isCancellable">Whether the method takes a <see cref="System.Threading.CancellationToken"/>.</param>
    private protected Invocation(GrainMethod method, bool isCancellable)
    {
        Method = method;
        _cancellation = isCancellable ? new CancellationTokenSource() : null;
    }

    internal GrainMethod Method { get; }

    internal GrainId Target { get; set; }

    internal GrainId? Source { get; set; }

    /// <summary>The silo that the call was sent to last.</summary>
    internal SiloIdentity? Host { get; set; }

    /// <summary>Version of the view by which it was sent last.</summary>
    internal long ViewVersion { get; set; }

    /// <summary>How many silos have handed it on to another one.</summary>
    internal int Hops { get; set; }

    /// <summary>The caller's <see cref="RequestContext"/>.</summary>
    internal ImmutableDictionary<string, object>? Context { get; set; }

    /// <summary>Where the call is followed until it is settled; null for one-way calls.</summary>
    internal CallFollower? Follower { get; set; }

    /// <summary>Where it came from and went to by wire; null while it has not left the process.</summary>
    internal CallTravel? Travel { get; set; }

    /// <summary>The follower's links and its clock's time at which the caller gives up.</summary>
    internal CallLinks Links;

    /// <summary>Whether the caller has its answer, or no longer waits for it.</summary>
    internal abstract bool IsSettled { get; }

    WorkKind IWork.Kind => Method.Kind;

    bool IWork.IsAbandoned => IsSettled || IsCancelledBeforeBegin() || IsExpiredBeforeBegin();

    bool IWork.CountsAsUse => true;

    int IWork.Forwards { get; set; }

    internal bool IsCancellable => _cancellation is not null;

    internal bool IsCancellationRequested => _cancellation is { IsCancellationRequested: true };

    /// <summary>The token for the grain's method: cancelled in a turn of the grain when the caller cancels or gives up.</summary>
    protected CancellationToken CancellationToken => _cancellation?.Token ?? default;

    /// <inheritdoc/>
    public string GetMethodName() => Method.Name;

    /// <inheritdoc/>
    public string GetInterfaceName() => Method.InterfaceName;

    /// <inheritdoc/>
    public abstract int GetArgumentCount();

    /// <inheritdoc/>
    public abstract object? GetArgument(int index);

    /// <summary>Does nothing: an invocation holds memory only.</summary>
    void IDisposable.Dispose() => GC.SuppressFinalize(this);

    void IWork.Begin(Activation activation)
    {
        _activation = activation;
        if (Context is not null)
        {
            // The scheduler restores a clean context after this turn.
            RequestContext.Values = Context;
        }

        var pending = activation.HasFilters ? BeginFiltered(activation) : InvokeGrain(activation.GrainInstance!);
        if (pending is null)
        {
            activation.OnWorkDone(this);
            return;
        }

        _pending = pending;
        if (pending.IsCompleted)
        {
            // Waiting for it would take a turn more.
            OnPendingDone();
        }
        else
        {
            pending.GetAwaiter().UnsafeOnCompleted(OnPendingDone);
        }
    }

    void IWork.Fail(Exception reason) => TryFail(reason);

    /// <summary>Writes the arguments in order; overridden where there are any beside a token.</summary>
    /// <param name="writer">Where to.</param>
    protected virtual void WriteArguments(WireWriter writer)
    {
    }

    /// <summary>Reads what <see cref="WriteArguments"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    protected virtual void ReadArguments(ref WireReader reader)
    {
    }

    internal void EncodeArguments(WireWriter writer) => WriteArguments(writer);

    internal void DecodeArguments(ref WireReader reader) => ReadArguments(ref reader);

    /// <summary>Settles the call by the result that another process has sent.</summary>
    internal abstract void SettleFrom(ref WireReader reader);

    /// <summary>Runs the grain's method for the last call filter and returns its result, boxed.</summary>
    internal abstract Task<object?> InvokeBoxedAsync(object grain);

    internal abstract bool TryFail(Exception reason);

    /// <summary>Cancels at once, or, where the caller wants to know what became of it, tells only the grain.</summary>
    internal void FollowCaller(bool waitForGrain, CancellationToken caller) => _callerCancellation = waitForGrain
        ? caller.UnsafeRegister(static state => ((Invocation)state!).TellGrain(), this)
        : caller.UnsafeRegister(
            static (state, token) =>
            {
                var invocation = (Invocation)state!;
                if (invocation.TryFail(new OperationCanceledException($"The caller cancelled {invocation.Method}.", token)))
                {
                    invocation.TellGrain();
                }
            },
            this);

    /// <summary>Cancels the grain's token, in a turn of the grain once the method has begun.</summary>
    internal void TellGrain()
    {
        if (_cancellation is null)
        {
            return;
        }

        Travel?.TellPeer();
        if (Volatile.Read(ref _activation) is { } activation)
        {
            // What the grain has registered may throw; nobody waits to hear of it.
            activation.Post(() => UserCode.Catch(static cancellation => cancellation.Cancel(), _cancellation));
        }
        else
        {
            _cancellation.Cancel();
        }
    }

    /// <summary>Runs the grain's method. Returns null when its result was taken at once, or the task that ends it.</summary>
    private protected abstract Task? InvokeGrain(object grain);

    private protected abstract void SettleFrom(Task completed);

    private protected abstract void SettleBoxed(object? result);

    private protected void OnSettled()
    {
        _callerCancellation.Unregister();
        Follower?.Forget(this);
        Travel?.Forget();
    }

    private protected static Exception ExceptionOf(Task completed) =>
        completed.Exception?.InnerException ?? new TaskCanceledException(completed);

    private Task BeginFiltered(Activation activation)
    {
        _filtered = new IncomingCall(this, activation);
        return _filtered.Invoke();
    }

    private bool IsCancelledBeforeBegin()
    {
        if (_cancellation is not { IsCancellationRequested: true })
        {
            return false;
        }

        TryFail(new OperationCanceledException($"{Method} was cancelled before it began."));
        return true;
    }

    /// <summary>Whether it came from another process, whose caller has given up by now.</summary>
    private bool IsExpiredBeforeBegin()
    {
        if (Travel is not { HasArrived: true } || Follower is null || Links.Deadline > Follower.Clock.ReadExactly())
        {
            return false;
        }

        TryFail(new TimeoutException($"{Method} of {Target} waited longer than its caller does; it did not run."));
        return true;
    }

    private void OnPendingDone()
    {
        var pending = _pending!;
        var failure = pending.IsCompletedSuccessfully
            ? UserCode.Catch(static invocation => invocation.SettlePending(), this)
            : ExceptionOf(pending);
        if (failure is not null)
        {
            _activation!.OnWorkFailed(failure);
            TryFail(failure);
        }

        _activation!.OnWorkDone(this);
    }

    private void SettlePending()
    {
        if (_filtered is not null)
        {
            SettleBoxed(_filtered.Result);
        }
        else
        {
            SettleFrom(_pending!);
        }
    }
}
