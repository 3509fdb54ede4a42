using Berlin.Storage.Streams;

namespace Berlin.Storage.Versions;

/// <summary>Names a version of a model, as people do. What the name means can change with the tenant's name; <see cref="VersionSummary.Id"/> stays.</summary>
/// <param name="Tenant">Tenant that owns the model.</param>
/// <param name="Model">Name of the model inside the tenant.</param>
/// <param name="Number">Number of the version inside the model, from 1.</param>
public readonly record struct VersionKey(string Tenant, string Model, long Number)
{
    /// <summary>The stream of its model, whose id is the id of the model in the rows of a database.</summary>
    internal StreamKey Stream => new(Tenant, Model);
}
