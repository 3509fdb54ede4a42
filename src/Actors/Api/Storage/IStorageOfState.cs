namespace Orleans.Core;

/// <summary>A stored record of a grain, with its value.</summary>
/// <typeparam name="TState">Type of the value.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The value in memory; never null unless it was set so.</summary>
    TState State { get; set; }
}
