using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>Type part of a grain's identity: by default the class's name in lower case, without <c>Grain</c> at its end.</summary>
[Immutable]
#pragma warning disable CA1036 // Orleans defines no order operators for it.
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>
#pragma warning restore CA1036
{
    /// <summary>Makes a type of its name.</summary>
    /// <param name="id">The name.</param>
    public GrainType(IdSpan id) => Value = id;

    /// <summary>The name.</summary>
    public IdSpan Value { get; }

    /// <summary>Whether this is the default value, which names no type.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>Makes a type of its name.</summary>
    /// <param name="value">The name.</param>
    public static GrainType Create(string value) => new(IdSpan.Create(value));

    /// <inheritdoc/>
    public bool Equals(GrainType other) => Value.Equals(other.Value);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <summary>Whether both name the same type.</summary>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Whether they name different types.</summary>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString() ?? string.Empty;
}
