using Berlin.Actors.Calls;
using Orleans.Runtime;

namespace Berlin.Actors.CodeGeneration;

/// <summary>What a proxy is made for: handed through generated constructors.</summary>
public readonly struct ProxyTarget : IEquatable<ProxyTarget>
{
    internal ProxyTarget(GrainCaller caller, GrainId grainId)
    {
        Caller = caller;
        GrainId = grainId;
    }

    internal GrainCaller Caller { get; }

    internal GrainId GrainId { get; }

    /// <inheritdoc/>
    public bool Equals(ProxyTarget other) => ReferenceEquals(Caller, other.Caller) && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ProxyTarget other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(ProxyTarget left, ProxyTarget right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(ProxyTarget left, ProxyTarget right) => !left.Equals(right);
}
