namespace Berlin.Client.Http;

/// <summary>Body of <c>POST /v1/tenants</c>.</summary>
internal sealed record CreateTenantRequest(string Name);

/// <summary>Body of <c>POST /v1/models/{model}/observations</c> as one JSON document.</summary>
internal sealed record ObserveRequest(IReadOnlyList<Observation> Observations);

/// <summary>Body of <c>POST /v1/models/{model}/predict</c> for one instance.</summary>
internal sealed record PredictRequest(IReadOnlyDictionary<string, FeatureValue> Features, int Top);

/// <summary>One member of <c>instances</c>.</summary>
internal sealed record PredictInstance(IReadOnlyDictionary<string, FeatureValue> Features);

/// <summary>Body of <c>POST /v1/models/{model}/predict</c> for several instances.</summary>
internal sealed record PredictManyRequest(IReadOnlyList<PredictInstance> Instances, int Top);
