namespace Berlin.Actors.CodeGeneration;

/// <summary>
/// Copies of collections, so that caller and grain share nothing that either may change. Generated code composes them;
/// where no element copier is given, the elements are immutable.
/// </summary>
public static class Isolate
{
    /// <summary>A copy of an array.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="source">The array, or null.</param>
    /// <param name="copy">Copies an element.</param>
    public static T[]? Array<T>(T[]? source, Func<T, T>? copy = null)
    {
        if (source is null)
        {
            return null;
        }

        if (source.Length == 0)
        {
            return source;
        }

        if (copy is null)
        {
            return (T[])source.Clone();
        }

        var result = new T[source.Length];
        for (var index = 0; index < source.Length; index++)
        {
            result[index] = copy(source[index]);
        }

        return result;
    }

    /// <summary>A copy of a list.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="source">The list, or null.</param>
    /// <param name="copy">Copies an element.</param>
#pragma warning disable CA1002 // The type is the caller's.
    public static List<T>? List<T>(List<T>? source, Func<T, T>? copy = null)
#pragma warning restore CA1002
    {
        if (source is null || copy is null)
        {
            return source is null ? null : [.. source];
        }

        var result = new List<T>(source.Count);
        foreach (var element in source)
        {
            result.Add(copy(element));
        }

        return result;
    }

    /// <summary>A copy of a set, with its comparer. Elements of sets are immutable.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="source">The set, or null.</param>
    public static HashSet<T>? Set<T>(HashSet<T>? source) => source is null ? null : new HashSet<T>(source, source.Comparer);

    /// <summary>A copy of a dictionary, with its comparer. Keys are immutable.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="source">The dictionary, or null.</param>
    /// <param name="copy">Copies a value.</param>
    public static Dictionary<TKey, TValue>? Dictionary<TKey, TValue>(Dictionary<TKey, TValue>? source, Func<TValue, TValue>? copy = null)
        where TKey : notnull
    {
        if (source is null || copy is null)
        {
            return source is null ? null : new Dictionary<TKey, TValue>(source, source.Comparer);
        }

        var result = new Dictionary<TKey, TValue>(source.Count, source.Comparer);
        foreach (var (key, value) in source)
        {
            result.Add(key, copy(value));
        }

        return result;
    }

    /// <summary>A copy of an optional value.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="source">The value, or null.</param>
    /// <param name="copy">Copies it.</param>
    public static T? Optional<T>(T? source, Func<T, T> copy)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(copy);
        return source is { } value ? copy(value) : null;
    }
}
