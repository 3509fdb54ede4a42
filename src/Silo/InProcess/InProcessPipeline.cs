using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.ObjectPool;

namespace Berlin.Silo.InProcess;

/// <summary>Runs one application over callers' requests. Contexts are used again, as Kestrel does per connection.</summary>
internal sealed class InProcessPipeline<TContext>(IHttpApplication<TContext> application) : IInProcessPipeline
    where TContext : notnull
{
    /// <summary>Contexts that are kept for later requests: about 2 KiB each, for as many requests as run at one time.</summary>
    private const int MaxKept = 256;

    private readonly DefaultObjectPool<InProcessRequest<TContext>> _requests = new(new DefaultPooledObjectPolicy<InProcessRequest<TContext>>(), MaxKept);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Requests in flight, and one that stands for the open door.</summary>
    private int _running = 1;

    public async Task ProcessAsync(IFeatureCollection caller)
    {
        Interlocked.Increment(ref _running);
        try
        {
            var request = _requests.Get();
            request.Begin(caller);
            var context = application.CreateContext(request);
            var answer = application.ProcessRequestAsync(context);
            await answer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            application.DisposeContext(context, answer.Exception?.InnerException);
            request.End();
            _requests.Return(request);

            // What the silo's own edge let pass is for the gateway's.
            await answer;
        }
        finally
        {
            Leave();
        }
    }

    public Task DrainAsync(CancellationToken cancellationToken)
    {
        Leave();
        return _drained.Task.WaitAsync(cancellationToken);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            // Again where a request that was let in by the closing door ends.
            _drained.TrySetResult();
        }
    }
}
