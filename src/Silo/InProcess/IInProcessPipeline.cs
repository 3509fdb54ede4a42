using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Silo.InProcess;

/// <summary>The silo's pipeline, whatever the type of its contexts.</summary>
internal interface IInProcessPipeline
{
    /// <summary>Answers one request.</summary>
    Task ProcessAsync(IFeatureCollection caller);

    /// <summary>Completes when no request is in flight; cancelled where the token ends the wait.</summary>
    Task DrainAsync(CancellationToken cancellationToken);
}
