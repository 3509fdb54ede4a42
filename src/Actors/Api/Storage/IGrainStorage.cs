using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A store of grains' records. Thread-safe.</summary>
public interface IGrainStorage
{
    /// <summary>Reads a record into <paramref name="grainState"/>; where there is none, its value is a new one and its version null.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">Name of the record within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">Filled.</param>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Writes a record whose stored version is that of <paramref name="grainState"/>, and gives it a new one.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">Name of the record within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">What to write.</param>
    /// <exception cref="InconsistentStateException">The stored version is another.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Deletes a record whose stored version is that of <paramref name="grainState"/>.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="stateName">Name of the record within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">What was last seen; emptied.</param>
    /// <exception cref="InconsistentStateException">The stored version is another.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}
