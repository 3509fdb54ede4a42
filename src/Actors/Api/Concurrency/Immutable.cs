namespace Orleans.Concurrency;

/// <summary>A value that is shared in place of copied; nobody changes it any more.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
#pragma warning disable CA1815 // Orleans defines no equality for it.
#pragma warning disable CA1051 // Orleans' field.
public readonly struct Immutable<T>
{
    /// <summary>The value.</summary>
    [Id(0)]
    public readonly T Value;

    /// <summary>Wraps a value.</summary>
    /// <param name="value">The value.</param>
    public Immutable(T value) => Value = value;
}
