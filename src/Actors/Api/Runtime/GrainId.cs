using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>Identity of a grain: its type and its key. As text <c>type/key</c>.</summary>
[Immutable]
#pragma warning disable CA1036 // Orleans defines no order operators for it.
public readonly struct GrainId : IEquatable<GrainId>, IComparable<GrainId>
#pragma warning restore CA1036
{
    /// <summary>Makes an identity.</summary>
    /// <param name="type">Type of the grain.</param>
    /// <param name="key">Key within the type.</param>
    public GrainId(GrainType type, IdSpan key)
    {
        Type = type;
        Key = key;
    }

    /// <summary>Type of the grain.</summary>
    public GrainType Type { get; }

    /// <summary>Key within the type.</summary>
    public IdSpan Key { get; }

    /// <summary>Whether this is the default value, which names no grain.</summary>
    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    /// <summary>Hash that is the same in every process and release; placement builds on it.</summary>
    internal ulong StableHash64 => Berlin.Actors.Placement.StableHash64.Combine(Type.Value.StableHash64, Key.StableHash64);

    /// <summary>Makes an identity.</summary>
    /// <param name="type">Type of the grain.</param>
    /// <param name="key">Key within the type.</param>
    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    /// <summary>Makes an identity.</summary>
    /// <param name="type">Type of the grain.</param>
    /// <param name="key">Key within the type.</param>
    public static GrainId Create(GrainType type, string key) => Create(type, IdSpan.Create(key));

    /// <summary>Makes an identity.</summary>
    /// <param name="type">Type of the grain.</param>
    /// <param name="key">Key within the type.</param>
    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <inheritdoc/>
    public bool Equals(GrainId other) => Key.Equals(other.Key) && Type.Equals(other.Type);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is GrainId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)StableHash64);

    /// <inheritdoc/>
    public int CompareTo(GrainId other)
    {
        var byType = Type.CompareTo(other.Type);
        return byType != 0 ? byType : Key.CompareTo(other.Key);
    }

    /// <summary>Whether both name the same grain.</summary>
    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    /// <summary>Whether they name different grains.</summary>
    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{Key}";
}
