using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Silo.InProcess;

/// <summary>
/// A server without a port: it runs the silo's pipeline over requests that a gateway in this process has received.
/// Headers, body and answer stay those of the gateway's connection; nothing is copied or parsed twice.
/// </summary>
internal sealed class InProcessServer : IServer
{
    private IInProcessPipeline? _pipeline;

    /// <summary>No addresses: there is nothing to listen on.</summary>
    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Runs the pipeline over <paramref name="caller"/> and returns when the answer is complete.</summary>
    /// <param name="caller">The request as the gateway's server describes it; what the silo sets does not reach it.</param>
    /// <exception cref="InvalidOperationException">The silo is not started, or has stopped.</exception>
    public Task ProcessAsync(IFeatureCollection caller) =>
        (_pipeline ?? throw new InvalidOperationException("The silo takes no requests: it is not started.")).ProcessAsync(caller);

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _pipeline = new InProcessPipeline<TContext>(application);
        return Task.CompletedTask;
    }

    /// <summary>Takes no further requests and waits for those in flight, as long as the token allows.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _pipeline, null)?.DrainAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose()
    {
        // Requests own what they hold.
    }
}
