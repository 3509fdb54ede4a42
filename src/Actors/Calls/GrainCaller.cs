using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Grains;
using Berlin.Actors.Manifest;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Berlin.Actors.Calls;

/// <summary>The caller's side of a silo or client: makes references, sends their calls, follows them until they are settled.</summary>
internal sealed partial class GrainCaller(
    GrainManifest manifest, ICallRouter router, CallFollower follower, MessagingOptions options, ILogger<GrainCaller> logger)
{
    public TGrainInterface MakeReference<TGrainInterface>(GrainId grainId) =>
        (TGrainInterface)(object)manifest.InterfaceOf(typeof(TGrainInterface)).MakeProxy(new ProxyTarget(this, grainId));

    public void Send<TResult>(GrainId target, Invocation<TResult> invocation, CancellationToken cancellationToken)
    {
        Address(target, invocation);
        if (cancellationToken.CanBeCanceled)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                invocation.TryFail(new OperationCanceledException($"The caller cancelled {invocation.Method} before it was sent.", cancellationToken));
                return;
            }

            invocation.FollowCaller(options.WaitForCancellationAcknowledgement, cancellationToken);
        }

        follower.Follow(invocation);
        if (invocation.IsSettled)
        {
            // Cancelled between the two lines above.
            follower.Forget(invocation);
            return;
        }

        router.Route(invocation);
    }

    public void SendOneWay<TResult>(GrainId target, Invocation<TResult> invocation)
    {
        Address(target, invocation);
        invocation.Answer.ContinueWith(
            static (answer, state) =>
            {
                var (caller, failed) = ((GrainCaller, Invocation))state!;
                caller.LogOneWayCallFailed(answer.Exception!.InnerException!, failed.Method.ToString(), failed.Target.ToString());
            },
            (this, (Invocation)invocation),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        router.Route(invocation);
    }

    private static void Address(GrainId target, Invocation invocation)
    {
        invocation.Target = target;
        invocation.Source = Activation.Current?.GrainId;
        invocation.Context = RequestContext.Values;
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "One-way call {Method} of {Grain} failed")]
    private partial void LogOneWayCallFailed(Exception exception, string method, string grain);
}
