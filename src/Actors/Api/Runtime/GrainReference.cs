using System.Diagnostics.CodeAnalysis;
using Berlin.Actors.Calls;

namespace Orleans.Runtime;

/// <summary>A reference to a grain, from which calls go out. References to the same grain are equal.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    internal GrainReference(GrainCaller caller, GrainId grainId)
    {
        Caller = caller;
        GrainId = grainId;
    }

    /// <summary>Identity of the grain.</summary>
    public GrainId GrainId { get; }

    /// <summary>Name of the interface that the reference implements; empty where it implements none.</summary>
    public virtual string InterfaceName => string.Empty;

    internal GrainCaller Caller { get; }

    /// <summary>A reference to the same grain by another of its interfaces.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => To<TGrainInterface>();

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is GrainReference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Whether both refer to the same grain.</summary>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Whether they refer to different grains.</summary>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}";

    internal TGrainInterface To<TGrainInterface>() =>
        this is TGrainInterface same ? same : Caller.MakeReference<TGrainInterface>(GrainId);
}
