using Orleans.Runtime;

namespace Orleans;

/// <summary>Marker of every grain interface.</summary>
public interface IGrain : IAddressable;
