namespace Orleans.Configuration;

/// <summary>Options of the store in memory; the embedded engine needs none.</summary>
public class MemoryGrainStorageOptions;
