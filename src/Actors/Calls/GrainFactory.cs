using Berlin.Actors.Manifest;
using Orleans.Runtime;

namespace Berlin.Actors.Calls;

/// <summary>The grain factory and cluster client of a silo or client.</summary>
internal sealed class GrainFactory(GrainCaller caller, GrainManifest manifest, IServiceProvider services) : IClusterClient
{
    public IServiceProvider ServiceProvider => services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        var type = manifest.InterfaceOf(typeof(TGrainInterface)).GrainTypeFor(grainClassNamePrefix);
        return caller.MakeReference<TGrainInterface>(GrainId.Create(type, primaryKey));
    }
}
