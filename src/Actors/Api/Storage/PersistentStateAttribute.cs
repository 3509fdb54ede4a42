namespace Orleans.Runtime;

/// <summary>Fills a constructor parameter of type <see cref="IPersistentState{TState}"/>.</summary>
/// <param name="stateName">Name of the record within the grain.</param>
/// <param name="storageName">Name of the store; null = the default one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
#pragma warning disable CA1813 // Orleans leaves it unsealed.
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute, IFacetMetadata, IPersistentStateConfiguration
#pragma warning restore CA1813
{
    /// <inheritdoc/>
    public string StateName { get; } = stateName;

    /// <inheritdoc/>
    public string? StorageName { get; } = storageName;
}
