using Berlin.Storage.Streams;

namespace Berlin.Storage.Versions;

/// <summary>Names an alias of a model.</summary>
/// <param name="Tenant">Tenant that owns the model.</param>
/// <param name="Model">Name of the model inside the tenant.</param>
/// <param name="Name">Name of the alias inside the model.</param>
public readonly record struct AliasKey(string Tenant, string Model, string Name)
{
    /// <inheritdoc cref="VersionKey.Stream"/>
    internal StreamKey Stream => new(Tenant, Model);
}
