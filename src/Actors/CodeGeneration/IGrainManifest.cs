namespace Berlin.Actors.CodeGeneration;

/// <summary>What one assembly brings to the engine; generated.</summary>
public interface IGrainManifest
{
    /// <summary>Adds the assembly's grain interfaces and classes.</summary>
    /// <param name="builder">Takes them.</param>
    void Populate(GrainManifestBuilder builder);
}
