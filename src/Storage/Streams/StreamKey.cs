namespace Berlin.Storage.Streams;

/// <summary>Names the stream of one model.</summary>
/// <param name="Tenant">Tenant that owns the model.</param>
/// <param name="Model">Name of the model inside the tenant.</param>
public readonly record struct StreamKey(string Tenant, string Model);
