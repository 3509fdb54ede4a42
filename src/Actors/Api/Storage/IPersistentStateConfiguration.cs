namespace Orleans.Runtime;

/// <summary>Which record, in which store.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>Name of the record within the grain.</summary>
    string StateName { get; }

    /// <summary>Name of the store; null = the default one.</summary>
    string? StorageName { get; }
}
