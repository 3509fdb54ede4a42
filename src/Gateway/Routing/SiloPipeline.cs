using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Gateway.Routing;

/// <summary>The pipeline of a silo in this process: answers the request and completes with the answer.</summary>
/// <param name="request">The features of the gateway's request. What the pipeline sets among them stays its own.</param>
public delegate Task SiloPipeline(IFeatureCollection request);
