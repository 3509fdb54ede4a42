namespace Berlin.Actors.CodeGeneration;

/// <summary>Names the manifest of this assembly, and those of the assemblies that it was compiled against; generated.</summary>
/// <param name="manifest">A class that implements <see cref="IGrainManifest"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class GrainManifestAttribute(Type manifest) : Attribute
{
    /// <summary>The manifest.</summary>
    public Type Manifest { get; } = manifest;
}
