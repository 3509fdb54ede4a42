namespace Berlin.Actors.Hosting;

/// <summary>What a silo holds in memory, for its host. For any thread.</summary>
public interface ISiloActivations
{
    /// <summary>Grains in memory, the workers of a stateless one counted as one.</summary>
    int Count { get; }

    /// <summary>Grains that have left for another silo because their place moved, since the silo's start; not those that a leaving silo hands over.</summary>
    long Moves { get; }

    /// <summary>Grains in memory of one type. O(activations).</summary>
    /// <param name="grainType">The type as grain ids write it: the class's name in lower case, without <c>Grain</c>.</param>
    int CountOf(string grainType);
}
