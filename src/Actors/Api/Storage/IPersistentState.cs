using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A stored record of a grain, injected by <see cref="PersistentStateAttribute"/> and read before <c>OnActivateAsync</c>.</summary>
/// <typeparam name="TState">Type of the value.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>;
