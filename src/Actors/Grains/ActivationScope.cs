using Orleans.Runtime;

namespace Berlin.Actors.Grains;

/// <summary>Scoped service by which an activation's services know it.</summary>
internal sealed class ActivationScope
{
    public IGrainContext? Context { get; set; }
}
