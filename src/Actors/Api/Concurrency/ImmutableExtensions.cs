namespace Orleans.Concurrency;

/// <summary>Wraps values as <see cref="Immutable{T}"/>.</summary>
public static class ImmutableExtensions
{
    /// <summary>Promises that nobody changes the value any more.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value.</param>
    public static Immutable<T> AsImmutable<T>(this T value) => new(value);
}
