using Berlin.Actors.Manifest;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>The manifest of this assembly's samples and of Berlin's own contracts.</summary>
internal static class ContractManifest
{
    public static GrainManifest Load()
    {
        // A referenced assembly is loaded when one of its types is first used.
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(Berlin.Grains.BerlinException).TypeHandle);
        return GrainManifest.OfLoadedAssemblies();
    }
}
