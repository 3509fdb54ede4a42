namespace Orleans;

/// <summary>Makes references to grains. A reference is cheap, does no I/O and may be kept.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain of <typeparamref name="TGrainInterface"/> with the given key.</summary>
    /// <typeparam name="TGrainInterface">Interface that the grain's class implements.</typeparam>
    /// <param name="primaryKey">Key of the grain; not empty.</param>
    /// <param name="grainClassNamePrefix">Start of the class's full name, where several classes implement the interface.</param>
    /// <exception cref="ArgumentException">No class, or more than one, implements the interface; or the key is empty.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;
}
