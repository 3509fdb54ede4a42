namespace Berlin.Client.Http;

/// <summary>Body of <c>POST /v1/tenants</c> and <c>PUT /v1/tenants/{tenant}</c>.</summary>
internal sealed record TenantRequest(string Name);

/// <summary>Body of <c>POST /v1/keys/{id}/rotate</c>.</summary>
internal sealed record RotateRequest(long GraceSeconds);

/// <summary>Body of <c>PUT /v1/models/{model}/observations/{id}</c>.</summary>
internal sealed record CorrectRequest(string Target);

/// <summary>Body of <c>POST /v1/models/{model}/observations</c> as one JSON document.</summary>
internal sealed record ObserveRequest(IReadOnlyList<Observation> Observations);

/// <summary>Body of <c>POST /v1/models/{model}/predict</c> for one instance.</summary>
internal sealed record PredictRequest(IReadOnlyDictionary<string, FeatureValue> Features, string? Entity, int Top);

/// <summary>One member of <c>instances</c>.</summary>
internal sealed record PredictInstance(IReadOnlyDictionary<string, FeatureValue> Features, string? Entity);

/// <summary>Body of <c>POST /v1/models/{model}/predict</c> for several instances.</summary>
internal sealed record PredictManyRequest(IReadOnlyList<PredictInstance> Instances, int Top);
