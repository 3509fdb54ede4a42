namespace Berlin.Storage.Versions;

/// <summary>Names a version of a model, as people do. What the name means can change with the tenant's name; <see cref="VersionSummary.Id"/> stays.</summary>
/// <param name="Tenant">Tenant that owns the model.</param>
/// <param name="Model">Name of the model inside the tenant.</param>
/// <param name="Number">Number of the version inside the model, from 1.</param>
public readonly record struct VersionKey(string Tenant, string Model, long Number);
