namespace Orleans;

/// <summary>Marker of attributes on constructor parameters that the engine itself fills.</summary>
public interface IFacetMetadata;
