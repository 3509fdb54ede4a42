using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>One part of a grain's identity. Compared ordinally.</summary>
[Immutable]
#pragma warning disable CA1036 // Orleans defines no order operators for it.
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
#pragma warning restore CA1036
{
    private readonly string? _value;

    private IdSpan(string value)
    {
        _value = value;
        StableHash64 = Berlin.Actors.Placement.StableHash64.Of(value);
    }

    /// <summary>Whether this is the default value.</summary>
    public bool IsDefault => _value is null;

    /// <summary>Hash that is the same in every process and release, computed once.</summary>
    internal ulong StableHash64 { get; }

    /// <summary>Makes a part of text.</summary>
    /// <param name="id">The text.</param>
    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new(id);
    }

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) =>
        ReferenceEquals(_value, obj._value) || (StableHash64 == obj.StableHash64 && string.Equals(_value, obj._value, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)StableHash64);

    /// <inheritdoc/>
    public int CompareTo(IdSpan other) => string.CompareOrdinal(_value, other._value);

    /// <summary>Whether both are the same text.</summary>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Whether they are different texts.</summary>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string? ToString() => _value;
}
